-- The files of each {set} in which something of the open changeset is to come, to go or to move, or that is to go itself:
-- those that are there in their order, then those that are to come, with the places that were asked for.
SELECT {set}.pk, {set}.id, {set}.account, apps.pk, {above}.id, m.id, m.id GLOB '~*' AS is_new,
  EXISTS(SELECT 1 FROM staged WHERE resource = {code} AND pk = m.pk AND field = '-') AS is_going, s.value AS asked_for
FROM {set}_mirror AS {set} {joins}
JOIN {rows} AS m ON m.parent = {set}.pk AND m.gone_at IS NULL
LEFT JOIN staged AS s ON s.resource = {code} AND s.pk = m.pk AND s.field = 'position'
WHERE {set}.gone_at IS NULL AND {set}.pk IN (SELECT m.parent FROM staged AS s JOIN {rows} AS m ON m.pk = s.pk
  WHERE s.resource = {code} AND s.field IN ('+', '-', 'position') AND s.changeset = (SELECT pk FROM changesets WHERE status = 'open')
  UNION SELECT pk FROM staged WHERE resource = {set_code} AND field = '-' AND changeset = (SELECT pk FROM changesets WHERE status = 'open'))
ORDER BY apps.pk, {set}.pk, is_new, m.position, m.pk
