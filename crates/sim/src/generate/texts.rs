//! Short plausible sentences in the languages of the store.
//!
//! `{n}` stands for the app's name.

/// What can be said about an app in one language.
pub(super) struct Phrases {
    language: &'static str,
    pub(super) subtitles: [&'static str; 2],
    pub(super) description: [&'static str; 3],
    pub(super) keywords: &'static str,
    /// Keywords that repeat no word of a name or subtitle, and use at least half of their room.
    pub(super) more_keywords: &'static str,
    pub(super) promotion: &'static str,
    pub(super) news: [&'static str; 2],
}

/// The phrases of a locale's language; English when there are none.
pub(super) fn phrases(locale: &str) -> &'static Phrases {
    let language = locale.split('-').next().unwrap_or_default();
    PHRASES.iter().find(|phrases| phrases.language == language).unwrap_or(&PHRASES[0])
}

const PHRASES: &[Phrases] = &[
    Phrases {
        language: "en",
        subtitles: ["Made for every day", "Simple. Fast. Yours."],
        description: [
            "{n} keeps everything that matters in one place.",
            "Start in seconds, work offline and pick up on any device.",
            "Thousands of people use it every day.",
        ],
        keywords: "simple,daily,offline,family,planner",
        more_keywords: "planning,everyday,household,organizer,reminder,checklist,assistant",
        promotion: "Try the new start page today.",
        news: ["We fixed bugs and made {n} faster.", "New: a widget for your home screen."],
    },
    Phrases {
        language: "de",
        subtitles: ["Für jeden Tag gemacht", "Einfach. Schnell. Deins."],
        description: [
            "{n} hält alles Wichtige an einem Ort zusammen.",
            "Sofort startklar, auch offline, auf allen Geräten.",
            "Tausende nutzen es jeden Tag.",
        ],
        keywords: "einfach,täglich,offline,familie,planer",
        more_keywords: "planung,täglich,haushalt,übersicht,erinnerung,checkliste,helfer",
        promotion: "Jetzt die neue Startseite ausprobieren.",
        news: ["Fehler behoben, und {n} ist schneller geworden.", "Neu: ein Widget für den Home-Bildschirm."],
    },
    Phrases {
        language: "fr",
        subtitles: ["Conçu pour tous les jours", "Simple. Rapide. À vous."],
        description: [
            "{n} rassemble tout ce qui compte au même endroit.",
            "Prêt en quelques secondes, même hors ligne, sur tous vos appareils.",
            "Des milliers de personnes l’utilisent chaque jour.",
        ],
        keywords: "simple,quotidien,hors ligne,famille,agenda",
        more_keywords: "quotidien,organisation,rappel,liste,foyer,suivi,assistant",
        promotion: "Découvrez la nouvelle page d’accueil.",
        news: ["Nous avons corrigé des erreurs et accéléré {n}.", "Nouveau : un widget pour l’écran d’accueil."],
    },
    Phrases {
        language: "es",
        subtitles: ["Hecho para cada día", "Simple. Rápido. Tuyo."],
        description: [
            "{n} reúne todo lo importante en un solo lugar.",
            "Empieza en segundos, sin conexión y en todos tus dispositivos.",
            "Miles de personas la usan cada día.",
        ],
        keywords: "simple,diario,sin conexión,familia,agenda",
        more_keywords: "diario,organizador,recordatorio,lista,hogar,familia,ayuda",
        promotion: "Prueba hoy la nueva página de inicio.",
        news: ["Hemos corregido errores y {n} es más rápida.", "Novedad: un widget para la pantalla de inicio."],
    },
    Phrases {
        language: "it",
        subtitles: ["Fatta per ogni giorno", "Semplice. Veloce. Tua."],
        description: [
            "{n} tiene tutto ciò che conta in un solo posto.",
            "Pronta in pochi secondi, anche offline, su ogni dispositivo.",
            "Migliaia di persone la usano ogni giorno.",
        ],
        keywords: "semplice,quotidiano,offline,famiglia,agenda",
        more_keywords: "quotidiano,promemoria,elenco,famiglia,casa,aiuto,organizzare",
        promotion: "Prova oggi la nuova pagina iniziale.",
        news: ["Abbiamo corretto errori e reso {n} più veloce.", "Novità: un widget per la schermata Home."],
    },
    Phrases {
        language: "pt",
        subtitles: ["Feito para todos os dias", "Simples. Rápido. Seu."],
        description: [
            "{n} guarda tudo o que importa em um só lugar.",
            "Comece em segundos, offline e em todos os seus aparelhos.",
            "Milhares de pessoas usam todos os dias.",
        ],
        keywords: "simples,diário,offline,família,agenda",
        more_keywords: "diário,organizador,lembrete,lista,família,ajuda,planejar",
        promotion: "Experimente hoje a nova página inicial.",
        news: ["Corrigimos erros e deixamos {n} mais rápido.", "Novidade: um widget para a tela de início."],
    },
    Phrases {
        language: "nl",
        subtitles: ["Gemaakt voor elke dag", "Simpel. Snel. Van jou."],
        description: [
            "{n} houdt alles wat telt op één plek.",
            "Begin in seconden, ook offline, op al je apparaten.",
            "Duizenden mensen gebruiken het elke dag.",
        ],
        keywords: "simpel,dagelijks,offline,gezin,planner",
        more_keywords: "dagelijks,overzicht,herinnering,lijst,gezin,hulp,plannen",
        promotion: "Probeer vandaag de nieuwe startpagina.",
        news: ["Fouten verholpen en {n} sneller gemaakt.", "Nieuw: een widget voor je beginscherm."],
    },
    Phrases {
        language: "ru",
        subtitles: ["Для каждого дня", "Просто. Быстро. Ваше."],
        description: [
            "{n} хранит всё важное в одном месте.",
            "Начните за секунды, работайте без сети и на любом устройстве.",
            "Тысячи людей пользуются им каждый день.",
        ],
        keywords: "просто,ежедневно,офлайн,семья,планы",
        more_keywords: "ежедневно,напоминание,список,семья,помощник,планы,задачи",
        promotion: "Попробуйте новую главную страницу.",
        news: ["Мы исправили ошибки и ускорили {n}.", "Новое: виджет для экрана «Домой»."],
    },
    Phrases {
        language: "ja",
        subtitles: ["毎日のために", "シンプル、速い、あなたのもの"],
        description: [
            "{n}は大切なものをひとつにまとめます。",
            "すぐに始められ、オフラインでも、どの端末でも使えます。",
            "毎日何千人もの人が使っています。",
        ],
        keywords: "シンプル,毎日,オフライン,家族,予定",
        more_keywords: "毎日の予定管理,家族で共有,やることリスト,思い出し通知,簡単な記録,生活の整理",
        promotion: "新しいホーム画面をお試しください。",
        news: ["不具合を修正し、{n}が速くなりました。", "新機能：ホーム画面のウィジェット。"],
    },
    Phrases {
        language: "ko",
        subtitles: ["매일을 위한 앱", "간단하고 빠르게"],
        description: [
            "{n} 하나로 중요한 모든 것을 모아 두세요.",
            "몇 초면 시작하고, 오프라인에서도 모든 기기에서 쓸 수 있습니다.",
            "매일 수천 명이 사용합니다.",
        ],
        keywords: "간단,매일,오프라인,가족,일정",
        more_keywords: "일정관리,가족공유,할일목록,알림기능,생활기록,하루계획,간편메모",
        promotion: "새로운 시작 화면을 사용해 보세요.",
        news: ["버그를 고치고 {n} 속도를 높였습니다.", "새 기능: 홈 화면 위젯."],
    },
    Phrases {
        language: "zh",
        subtitles: ["为每一天而生", "简单、快速、属于你"],
        description: ["{n}把重要的一切放在一处。", "几秒即可上手，离线可用，随处同步。", "每天有成千上万的人在使用。"],
        keywords: "简单,每日,离线,家庭,计划",
        more_keywords: "日程管理,家庭共享,待办事项,提醒通知,生活记录,计划助手,简单好用",
        promotion: "立即体验全新首页。",
        news: ["修复了问题，{n}运行更快。", "新增：主屏幕小组件。"],
    },
    Phrases {
        language: "ar",
        subtitles: ["مصمم لكل يوم", "بسيط. سريع. لك."],
        description: ["يجمع {n} كل ما يهمك في مكان واحد.", "ابدأ في ثوانٍ، وبدون اتصال، وعلى كل أجهزتك.", "يستخدمه آلاف الأشخاص كل يوم."],
        keywords: "بسيط,يومي,بدون اتصال,عائلة,مخطط",
        more_keywords: "يومي,تذكير,قائمة,عائلة,مساعد,تنظيم,مهام,تخطيط,منزل",
        promotion: "جرّب الصفحة الرئيسية الجديدة اليوم.",
        news: ["أصلحنا أخطاء وجعلنا {n} أسرع.", "جديد: أداة للشاشة الرئيسية."],
    },
    Phrases {
        language: "tr",
        subtitles: ["Her gün için", "Basit. Hızlı. Senin."],
        description: [
            "{n} önemli olan her şeyi tek yerde tutar.",
            "Saniyeler içinde başla, çevrimdışı ve her cihazda kullan.",
            "Binlerce kişi her gün kullanıyor.",
        ],
        keywords: "basit,günlük,çevrimdışı,aile,planlayıcı",
        more_keywords: "günlük,hatırlatma,liste,aile,yardımcı,düzen,planlama,takip",
        promotion: "Yeni başlangıç sayfasını bugün dene.",
        news: ["Hataları düzelttik, {n} artık daha hızlı.", "Yeni: ana ekran için araç takımı."],
    },
    Phrases {
        language: "pl",
        subtitles: ["Na każdy dzień", "Prosto. Szybko. Po swojemu."],
        description: [
            "{n} trzyma wszystko, co ważne, w jednym miejscu.",
            "Zacznij w kilka sekund, także offline, na każdym urządzeniu.",
            "Tysiące osób używa jej codziennie.",
        ],
        keywords: "proste,codziennie,offline,rodzina,planer",
        more_keywords: "codziennie,przypomnienia,lista,rodzina,pomocnik,porządek",
        promotion: "Wypróbuj nową stronę startową.",
        news: ["Poprawiliśmy błędy i przyspieszyliśmy {n}.", "Nowość: widżet na ekran początkowy."],
    },
    Phrases {
        language: "hi",
        subtitles: ["हर दिन के लिए", "सरल. तेज़. आपका."],
        description: ["{n} ज़रूरी सब कुछ एक जगह रखता है।", "कुछ ही सेकंड में शुरू करें, ऑफ़लाइन भी, हर डिवाइस पर।", "हज़ारों लोग हर दिन इसका उपयोग करते हैं।"],
        keywords: "सरल,दैनिक,ऑफ़लाइन,परिवार,योजना",
        more_keywords: "दैनिक,अनुस्मारक,सूची,परिवार,सहायक,योजना,व्यवस्था,कार्य",
        promotion: "आज ही नया मुखपृष्ठ आज़माएँ।",
        news: ["हमने गड़बड़ियाँ ठीक कीं और {n} को तेज़ बनाया।", "नया: होम स्क्रीन के लिए विजेट।"],
    },
    Phrases {
        language: "sv",
        subtitles: ["Gjord för varje dag", "Enkel. Snabb. Din."],
        description: [
            "{n} samlar allt som är viktigt på ett ställe.",
            "Kom igång på sekunder, även offline, på alla enheter.",
            "Tusentals människor använder den varje dag.",
        ],
        keywords: "enkel,daglig,offline,familj,planering",
        more_keywords: "daglig,påminnelse,lista,familj,hjälpreda,planering,ordning",
        promotion: "Prova den nya startsidan i dag.",
        news: ["Vi har rättat fel och gjort {n} snabbare.", "Nyhet: en widget för hemskärmen."],
    },
    Phrases {
        language: "he",
        subtitles: ["לכל יום", "פשוט. מהיר. שלך."],
        description: [
            "{n} שומר את כל מה שחשוב במקום אחד.",
            "מתחילים בשניות, גם ללא חיבור, בכל המכשירים.",
            "אלפי אנשים משתמשים בו בכל יום.",
        ],
        keywords: "פשוט,יומי,ללא חיבור,משפחה,תכנון",
        more_keywords: "יומי,תזכורת,רשימה,משפחה,עוזר,סדר,משימות,תכנון,ארגון",
        promotion: "נסו היום את דף הבית החדש.",
        news: ["תיקנו תקלות והפכנו את {n} למהיר יותר.", "חדש: וידג׳ט למסך הבית."],
    },
];
