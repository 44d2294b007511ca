-- Files that are to come into a set that is full without them: {rows} of which a set takes {most}. A place that was
-- reserved for one of them by a call whose answer got lost is none of another's: the push removes it.
SELECT pk FROM (
  SELECT m.pk, m.id, row_number() OVER (PARTITION BY m.parent ORDER BY m.id GLOB '~*', m.position, m.pk) AS nth
  FROM {rows} AS m
  WHERE m.gone_at IS NULL AND NOT EXISTS(SELECT 1 FROM staged WHERE resource = {code} AND pk = m.pk AND field = '-')
    AND NOT (m.delivery_state IS 'AWAITING_UPLOAD' AND EXISTS(SELECT 1 FROM {rows} AS n WHERE n.parent = m.parent
      AND n.gone_at IS NULL AND n.id GLOB '~*' AND n.file_name IS m.file_name AND n.file_size IS m.file_size))
    AND m.parent IN (SELECT n.parent FROM staged AS s JOIN {rows} AS n ON n.pk = s.pk
      WHERE s.resource = {code} AND s.field = '+' AND s.changeset = (SELECT pk FROM changesets WHERE status = 'open'))
) WHERE nth > {most} AND id GLOB '~*'
