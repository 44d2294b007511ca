-- title: A name or subtitle speaks of a price
-- why: Guideline 2.3.7: no prices in names and subtitles; the store tells them, in every currency.
-- level: warning
-- fix: fleet set '{field}=…' --view app_info_localizations --app {bundle_id} --locale {locale} --where editable

-- What is free of something (gluten free, ad-free, hands free) speaks of no price.
SELECT DISTINCT account, app_id, locale, resource, id, field, 'it speaks of a price' AS message
FROM draft_texts
WHERE field IN ('name', 'subtitle') AND text REGEXP
    '(?i)[$€£¥￥₩₽₹₺]\s?[0-9]|[0-9]\s?([$€£¥￥₩₽₹₺]|% (off|rabatt|de descuento|de réduction|di sconto|de desconto))' ||
    '|(?-u:\b)(for free|free (app|games?|download|trial|version|edition|forever)|(always|totally|completely|100%) free)(?-u:\b)' ||
    '|(?-u:\b)(gratis|gratuit|gratuite|gratuita|gratuito|kostenlos|kostenfrei|za darmo|on sale|best price|lowest price)(?-u:\b)' ||
    '|[0-9] (dollars?|euros?|usd|eur)(?-u:\b)|[-–—:(|] ?free[)]?$|ücretsiz|бесплатн|免费|免費|無料|무료'
