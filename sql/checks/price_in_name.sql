-- title: A name or subtitle speaks of a price
-- why: Guideline 2.3.7: no prices in names and subtitles; the store tells them, in every currency.
-- level: warning
-- fix: fleet set '{field}=…' --view app_info_localizations --app {bundle_id} --locale {locale} --where editable

-- What is free of something (gluten free, ad-free, hands free) speaks of no price.
SELECT DISTINCT l.account, l.app_id, l.locale, 'app_info_localizations' AS resource, i.id, f.column1 AS field,
  'it speaks of a price' AS message
FROM (
  SELECT *,
    '[$€£¥￥₩₽₹₺]\s?[0-9]|[0-9]\s?([$€£¥￥₩₽₹₺]|% (off|rabatt|de descuento|de réduction|di sconto|de desconto))' ||
    '|(?-u:\b)(for free|free (app|games?|download|trial|version|edition|forever)|(always|totally|completely|100%) free)(?-u:\b)' ||
    '|(?-u:\b)(gratis|gratuit|gratuite|gratuita|gratuito|kostenlos|kostenfrei|za darmo|on sale|best price|lowest price)(?-u:\b)' ||
    '|[0-9] (dollars?|euros?|usd|eur)(?-u:\b)|[-–—:(|] ?free[)]?$|ücretsiz|бесплатн|免费|免費|無料|무료' AS pattern
  FROM draft_listings
) AS l
CROSS JOIN (VALUES ('name'), ('subtitle')) AS f ON iif(f.column1 = 'name', l.name, l.subtitle) REGEXP '(?i)' || l.pattern
JOIN app_info_localizations_mirror AS i ON i.pk = l.info_pk
WHERE l.name || char(10) || coalesce(l.subtitle, '') REGEXP '(?im)' || l.pattern
