"""Month and weekday names by language, in small letters: `|` parts forms of one, `;` the twelve or seven.

Written by tools/date_names.py from the Unicode CLDR (Unicode License v3); not edited by hand.
"""

from __future__ import annotations

MONTH_NAMES: dict[str, str] = {
    "af": (
        "januarie|jan; februarie|feb; maart|mrt; april|apr; mei; junie|jun; julie|jul; augustus|aug;"
        "september|sep; oktober|okt; november|nov; desember|des"
    ),
    "ar": (
        "يناير|كانون الثاني|جانفي; فبراير|شباط|فيفري; مارس|آذار; أبريل|نيسان|أفريل|إبريل;"
        "مايو|أيار|ماي; يونيو|حزيران|جوان; يوليو|تموز|جويلية|يوليوز; أغسطس|آب|أوت|غشت|أغشت;"
        "سبتمبر|أيلول|شتنبر|شتمبر; أكتوبر|تشرين الأول; نوفمبر|تشرين الثاني|نونبر;"
        "ديسمبر|كانون الأول|دجنبر|دجمبر"
    ),
    "az": (
        "yanvar|yan; fevral|fev; mart|mar; aprel|apr; may; iyun|iyn; iyul|iyl; avqust|avq;"
        "sentyabr|sen; oktyabr|okt; noyabr|noy; dekabr|dek"
    ),
    "be": (
        "студзеня|сту|студзень; лютага|лют|люты; сакавіка|сак|сакавік; красавіка|кра|красавік;"
        "мая|май; чэрвеня|чэр|чэрвень; ліпеня|ліп|ліпень; жніўня|жні|жнівень; верасня|вер|верасень;"
        "кастрычніка|кас|кастрычнік; лістапада|ліс|лістапад; снежня|сне|снежань"
    ),
    "bg": (
        "януари|яну; февруари|фев; март; април|апр; май; юни; юли; август|авг; септември|сеп;"
        "октомври|окт; ноември|ное; декември|дек"
    ),
    "bn": (
        "জানুয়ারি|জানু; ফেব্রুয়ারি|ফেব; মার্চ; এপ্রিল|এপ্রি; মে; জুন; জুলাই|জুল; আগস্ট|আগ;"
        "সেপ্টেম্বর|সেপ|সেপ্ট; অক্টোবর|অক্টো; নভেম্বর|নভে; ডিসেম্বর|ডিসে"
    ),
    "bs": (
        "januar|jan|јануар|јан; februar|feb|фебруар|феб; mart|mar|март|мар; april|apr|април|апр;"
        "maj|мај; juni|jun|јуни|јун; juli|jul|јули|јул; august|aug|аугуст|ауг;"
        "septembar|sep|септембар|сеп; oktobar|okt|октобар|окт; novembar|nov|новембар|нов;"
        "decembar|dec|децембар|дец"
    ),
    "ca": (
        "de gener|de gen|gener|gen; de febrer|de febr|febrer|febr;"
        "de març|març; d’abril|d’abr|abril|abr; de maig|maig;"
        "de juny|juny; de juliol|de jul|juliol|jul;"
        "d’agost|d’ag|agost|ag; de setembre|de set|setembre|set;"
        "d’octubre|d’oct|octubre|oct;"
        "de novembre|de nov|novembre|nov;"
        "de desembre|de des|desembre|des"
    ),
    "cs": (
        "ledna|led|leden; února|úno|únor; března|bře|březen; dubna|dub|duben; května|kvě|květen;"
        "června|čvn|červen; července|čvc|červenec; srpna|srp|srpen; září|zář; října|říj|říjen;"
        "listopadu|lis|listopad; prosince|pro|prosinec"
    ),
    "cy": (
        "ionawr|ion; chwefror|chwef|chw; mawrth|maw; ebrill|ebr; mai; mehefin|meh;"
        "gorffennaf|gorff|gor; awst; medi; hydref|hyd; tachwedd|tach; rhagfyr|rhag"
    ),
    "da": (
        "januar|jan; februar|feb; marts|mar; april|apr; maj; juni|jun; juli|jul; august|aug;"
        "september|sep; oktober|okt; november|nov; december|dec"
    ),
    "de": (
        "januar|jan|jänner|jän; februar|feb; märz|mär; april|apr; mai; juni|jun; juli|jul;"
        "august|aug; september|sept|sep; oktober|okt; november|nov; dezember|dez"
    ),
    "el": (
        "ιανουαρίου|ιαν|ιανουάριος; φεβρουαρίου|φεβ|φεβρουάριος; μαρτίου|μαρ|μάρτιος|μάρ;"
        "απριλίου|απρ|απρίλιος; μαΐου|μαΐ|μάιος|μάι; ιουνίου|ιουν|ιούνιος|ιούν;"
        "ιουλίου|ιουλ|ιούλιος|ιούλ; αυγούστου|αυγ|αύγουστος|αύγ; σεπτεμβρίου|σεπ|σεπτέμβριος;"
        "οκτωβρίου|οκτ|οκτώβριος; νοεμβρίου|νοε|νοέμβριος|νοέ; δεκεμβρίου|δεκ|δεκέμβριος"
    ),
    "en": (
        "january|jan; february|feb; march|mar; april|apr; may; june|jun; july|jul; august|aug;"
        "september|sep|sept; october|oct; november|nov; december|dec"
    ),
    "es": (
        "enero|ene; febrero|feb; marzo|mar; abril|abr; mayo|may; junio|jun; julio|jul; agosto|ago;"
        "septiembre|sept|sep|setiembre|set; octubre|oct; noviembre|nov; diciembre|dic"
    ),
    "et": (
        "jaanuar|jaan; veebruar|veebr; märts; aprill|apr; mai; juuni; juuli; august|aug;"
        "september|sept; oktoober|okt; november|nov; detsember|dets"
    ),
    "eu": (
        "urtarrila|urt; otsaila|ots; martxoa|mar; apirila|api; maiatza|mai; ekaina|eka; uztaila|uzt;"
        "abuztua|abu; iraila|ira; urria|urr; azaroa|aza; abendua|abe"
    ),
    "fa": ("ژانویه; فوریه; مارس; آوریل; مه; ژوئن; ژوئیه; اوت; سپتامبر; اکتبر; نوامبر; دسامبر"),
    "fi": (
        "tammikuuta|tammi|tammikuu; helmikuuta|helmi|helmikuu; maaliskuuta|maalis|maaliskuu;"
        "huhtikuuta|huhti|huhtikuu; toukokuuta|touko|toukokuu; kesäkuuta|kesä|kesäkuu;"
        "heinäkuuta|heinä|heinäkuu; elokuuta|elo|elokuu; syyskuuta|syys|syyskuu;"
        "lokakuuta|loka|lokakuu; marraskuuta|marras|marraskuu; joulukuuta|joulu|joulukuu"
    ),
    "fil": (
        "enero|ene; pebrero|peb; marso|mar; abril|abr; mayo|may; hunyo|hun; hulyo|hul; agosto|ago;"
        "setyembre|set; oktubre|okt; nobyembre|nob; disyembre|dis"
    ),
    "fo": (
        "januar|jan; februar|feb; mars|mar; apríl|apr; mai; juni|jun; juli|jul; august|aug;"
        "september|sep; oktober|okt; november|nov; desember|des"
    ),
    "fr": (
        "janvier|janv; février|févr; mars; avril|avr; mai; juin; juillet|juil|juill; août;"
        "septembre|sept; octobre|oct; novembre|nov; décembre|déc"
    ),
    "ga": (
        "eanáir|ean; feabhra|feabh; márta; aibreán|aib; bealtaine|beal; meitheamh|meith; iúil;"
        "lúnasa|lún; meán fómhair|mfómh; deireadh fómhair|dfómh; samhain|samh; nollaig|noll"
    ),
    "gl": (
        "xaneiro|xan; febreiro|feb; marzo|mar; abril|abr; maio; xuño; xullo|xul; agosto|ago;"
        "setembro|set; outubro|out; novembro|nov; decembro|dec"
    ),
    "he": (
        "ינואר|ינו׳; פברואר|פבר׳; מרץ; אפריל|אפר׳; מאי; יוני; יולי; אוגוסט|אוג׳; ספטמבר|ספט׳;"
        "אוקטובר|אוק׳; נובמבר|נוב׳; דצמבר|דצמ׳"
    ),
    "hi": ("जनवरी|जन॰; फ़रवरी|फ़र॰; मार्च; अप्रैल; मई; जून; जुलाई|जुल॰; अगस्त|अग॰; सितंबर|सित॰;अक्टूबर|अक्टू॰; नवंबर|नव॰; दिसंबर|दिस॰"),
    "hr": (
        "siječnja|sij|siječanj; veljače|velj|veljača; ožujka|ožu|ožujak; travnja|tra|travanj;"
        "svibnja|svi|svibanj; lipnja|lip|lipanj; srpnja|srp|srpanj; kolovoza|kol|kolovoz;"
        "rujna|ruj|rujan; listopada|lis|listopad; studenoga|stu|studeni; prosinca|pro|prosinac"
    ),
    "hu": (
        "január|jan; február|febr; március|márc; április|ápr; május|máj; június|jún; július|júl;"
        "augusztus|aug; szeptember|szept; október|okt; november|nov; december|dec"
    ),
    "hy": (
        "հունվարի|հնվ|հունվար; փետրվարի|փտվ|փետրվար; մարտի|մրտ|մարտ; ապրիլի|ապր|ապրիլ;"
        "մայիսի|մյս|մայիս; հունիսի|հնս|հունիս; հուլիսի|հլս|հուլիս; օգոստոսի|օգս|օգոստոս;"
        "սեպտեմբերի|սեպ|սեպտեմբեր; հոկտեմբերի|հոկ|հոկտեմբեր; նոյեմբերի|նոյ|նոյեմբեր;"
        "դեկտեմբերի|դեկ|դեկտեմբեր"
    ),
    "id": (
        "januari|jan; februari|feb; maret|mar; april|apr; mei; juni|jun; juli|jul; agustus|agu;"
        "september|sep; oktober|okt; november|nov; desember|des"
    ),
    "is": (
        "janúar|jan; febrúar|feb; mars|mar; apríl|apr; maí; júní|jún; júlí|júl; ágúst|ágú;"
        "september|sep; október|okt; nóvember|nóv; desember|des"
    ),
    "it": (
        "gennaio|gen; febbraio|feb; marzo|mar; aprile|apr; maggio|mag; giugno|giu; luglio|lug;"
        "agosto|ago; settembre|set; ottobre|ott; novembre|nov; dicembre|dic"
    ),
    "ka": (
        "იანვარი|იან; თებერვალი|თებ; მარტი|მარ; აპრილი|აპრ; მაისი|მაი; ივნისი|ივნ; ივლისი|ივლ;"
        "აგვისტო|აგვ; სექტემბერი|სექ; ოქტომბერი|ოქტ; ნოემბერი|ნოე; დეკემბერი|დეკ"
    ),
    "kk": (
        "қаңтар|қаң; ақпан|ақп; наурыз|нау; сәуір|сәу; мамыр|мам; маусым|мау; шілде|шіл; тамыз|там;"
        "қыркүйек|қыр; қазан|қаз; қараша|қар; желтоқсан|жел"
    ),
    "km": ("មករា; កុម្ភៈ; មីនា; មេសា; ឧសភា; មិថុនា; កក្កដា; សីហា; កញ្ញា;តុលា; វិច្ឆិកា; ធ្នូ"),
    "ky": (
        "январь|янв; февраль|фев; март|мар; апрель|апр; май; июнь|июн; июль|июл; август|авг;"
        "сентябрь|сен; октябрь|окт; ноябрь|ноя; декабрь|дек"
    ),
    "lb": (
        "januar|jan; februar|feb; mäerz|mäe; abrëll|abr; mee; juni|jun; juli|jul; august|aug;"
        "september|sep; oktober|okt; november|nov; dezember|dez"
    ),
    "lo": (
        "ມັງກອນ|ມ.ກ; ກຸມພາ|ກ.ພ; ມີນາ|ມ.ນ; ເມສາ|ມ.ສ; ພຶດສະພາ|ພ.ພ; ມິຖຸນາ|ມິ.ຖ; ກໍລະກົດ|ກ.ລ; ສິງຫາ|ສ.ຫ;"
        "ກັນຍາ|ກ.ຍ; ຕຸລາ|ຕ.ລ; ພະຈິກ|ພ.ຈ; ທັນວາ|ທ.ວ"
    ),
    "lt": (
        "sausio|saus|sausis; vasario|vas|vasaris; kovo|kov|kovas; balandžio|bal|balandis;"
        "gegužės|geg|gegužė; birželio|birž|birželis; liepos|liep|liepa; rugpjūčio|rugp|rugpjūtis;"
        "rugsėjo|rugs|rugsėjis; spalio|spal|spalis; lapkričio|lapkr|lapkritis; gruodžio|gruod|gruodis"
    ),
    "lv": (
        "janvāris|janv; februāris|febr; marts; aprīlis|apr; maijs; jūnijs|jūn; jūlijs|jūl;"
        "augusts|aug; septembris|sept; oktobris|okt; novembris|nov; decembris|dec"
    ),
    "mk": (
        "јануари|јан; февруари|фев; март|мар; април|апр; мај; јуни|јун; јули|јул; август|авг;"
        "септември|сеп; октомври|окт; ноември|ное; декември|дек"
    ),
    "mr": (
        "जानेवारी|जाने; फेब्रुवारी|फेब्रु; मार्च; एप्रिल|एप्रि; मे; जून; जुलै; ऑगस्ट|ऑग;सप्टेंबर|सप्टें; ऑक्टोबर|ऑक्टो; नोव्हेंबर|नोव्हें; डिसेंबर|डिसें"
    ),
    "ms": (
        "januari|jan; februari|feb; mac; april|apr; mei; jun; julai|jul; ogos|ogo; september|sep;"
        "oktober|okt; november|nov; disember|dis"
    ),
    "mt": (
        "jannar|jan; frar|fra; marzu|mar; april|apr; mejju|mej; ġunju|ġun; lulju|lul; awwissu|aww;"
        "settembru|set; ottubru|ott; novembru|nov; diċembru|diċ"
    ),
    "my": ("ဇန်နဝါရီ|ဇန်; ဖေဖော်ဝါရီ|ဖေ; မတ်; ဧပြီ; မေ; ဇွန်; ဇူလိုင်|ဇူ; ဩဂုတ်; စက်တင်ဘာ|စက်;အောက်တိုဘာ|အောက်; နိုဝင်ဘာ|နို; ဒီဇင်ဘာ|ဒီ"),
    "ne": ("जनवरी; फेब्रुअरी; मार्च; अप्रिल; मे; जुन; जुलाई; अगस्ट; सेप्टेम्बर; अक्टोबर; नोभेम्बर;डिसेम्बर"),
    "nl": (
        "januari|jan; februari|feb; maart|mrt; april|apr; mei; juni|jun; juli|jul; augustus|aug;"
        "september|sep; oktober|okt; november|nov; december|dec"
    ),
    "no": (
        "januar|jan; februar|feb; mars|mar; april|apr; mai; juni|jun; juli|jul; august|aug;"
        "september|sep; oktober|okt; november|nov; desember|des"
    ),
    "pl": (
        "stycznia|sty|styczeń; lutego|lut|luty; marca|mar|marzec; kwietnia|kwi|kwiecień; maja|maj;"
        "czerwca|cze|czerwiec; lipca|lip|lipiec; sierpnia|sie|sierpień; września|wrz|wrzesień;"
        "października|paź|październik; listopada|lis|listopad; grudnia|gru|grudzień"
    ),
    "ps": ("جنوري; فبروري|فېبروري; مارچ; اپریل; مۍ; جون; جولای; اګست; سېپتمبر|سپتمبر; اکتوبر; نومبر;دسمبر"),
    "pt": (
        "janeiro|jan; fevereiro|fev; março|mar; abril|abr; maio|mai; junho|jun; julho|jul;"
        "agosto|ago; setembro|set; outubro|out; novembro|nov; dezembro|dez"
    ),
    "ro": (
        "ianuarie|ian; februarie|feb; martie|mar; aprilie|apr; mai; iunie|iun; iulie|iul; august|aug;"
        "septembrie|sept; octombrie|oct; noiembrie|nov; decembrie|dec"
    ),
    "ru": (
        "января|янв|январь; февраля|февр|февраль; марта|мар|март; апреля|апр|апрель; мая|май;"
        "июня|июн|июнь; июля|июл|июль; августа|авг|август; сентября|сент|сентябрь;"
        "октября|окт|октябрь; ноября|нояб|ноябрь; декабря|дек|декабрь"
    ),
    "si": ("දුරුතු; නවම්; මැදින්; බක්; වෙසක්; පොසොන්; ඇසළ; නිකිණි; බිනර; වප්; ඉල්; උඳුවප්"),
    "sk": (
        "januára|jan|január; februára|feb|február; marca|mar|marec; apríla|apr|apríl; mája|máj;"
        "júna|jún; júla|júl; augusta|aug|august; septembra|sep|september; októbra|okt|október;"
        "novembra|nov|november; decembra|dec|december"
    ),
    "sl": (
        "januar|jan; februar|feb; marec|mar; april|apr; maj; junij|jun; julij|jul; avgust|avg;"
        "september|sep; oktober|okt; november|nov; december|dec"
    ),
    "sq": (
        "janar|jan; shkurt|shk; mars|mar; prill|pri; maj; qershor|qer; korrik|korr; gusht|gush;"
        "shtator|sht; tetor|tet; nëntor|nën; dhjetor|dhj"
    ),
    "sr": (
        "јануар|јан|januar|jan; фебруар|феб|februar|feb; март|мар|mart|mar; април|апр|april|apr;"
        "мај|maj; јун|jun; јул|jul; август|авг|avgust|avg; септембар|сеп|septembar|sep;"
        "октобар|окт|oktobar|okt; новембар|нов|novembar|nov; децембар|дец|decembar|dec"
    ),
    "sv": (
        "januari|jan; februari|feb; mars; april|apr; maj; juni; juli; augusti|aug; september|sep;"
        "oktober|okt; november|nov; december|dec"
    ),
    "sw": (
        "januari|jan; februari|feb; machi|mac; aprili|apr; mei; juni|jun; julai|jul; agosti|ago;"
        "septemba|sep; oktoba|okt; novemba|nov; desemba|des"
    ),
    "ta": (
        "ஜனவரி|ஜன; பிப்ரவரி|பிப்; மார்ச்|மார்; ஏப்ரல்|ஏப்; மே; ஜூன்; ஜூலை; ஆகஸ்ட்|ஆக;செப்டம்பர்|செப்; அக்டோபர்|அக்; நவம்பர்|நவ; டிசம்பர்|டிச"
    ),
    "te": ("జనవరి|జన; ఫిబ్రవరి|ఫిబ్ర; మార్చి; ఏప్రిల్|ఏప్రి; మే; జూన్; జులై; ఆగస్టు|ఆగ;సెప్టెంబర్|సెప్టెం; అక్టోబర్|అక్టో; నవంబర్|నవం; డిసెంబర్|డిసెం"),
    "th": (
        "มกราคม|ม.ค; กุมภาพันธ์|ก.พ; มีนาคม|มี.ค; เมษายน|เม.ย; พฤษภาคม|พ.ค; มิถุนายน|มิ.ย;"
        "กรกฎาคม|ก.ค; สิงหาคม|ส.ค; กันยายน|ก.ย; ตุลาคม|ต.ค; พฤศจิกายน|พ.ย; ธันวาคม|ธ.ค"
    ),
    "tr": (
        "ocak|oca; şubat|şub; mart|mar; nisan|nis; mayıs|may; haziran|haz; temmuz|tem; ağustos|ağu;"
        "eylül|eyl; ekim|eki; kasım|kas; aralık|ara"
    ),
    "uk": (
        "січня|січ|січень; лютого|лют|лютий; березня|бер|березень; квітня|квіт|квітень;"
        "травня|трав|травень; червня|черв|червень; липня|лип|липень; серпня|серп|серпень;"
        "вересня|вер|вересень; жовтня|жовт|жовтень; листопада|лист|листопад; грудня|груд|грудень"
    ),
    "ur": ("جنوری; فروری; مارچ; اپریل; مئی; جون; جولائی; اگست; ستمبر; اکتوبر; نومبر; دسمبر"),
    "uz": (
        "yanvar|yan; fevral|fev; mart|mar; aprel|apr; may; iyun|iyn; iyul|iyl; avgust|avg;"
        "sentabr|sen; oktabr|okt; noyabr|noy; dekabr|dek"
    ),
    "zh": ("一月; 二月; 三月; 四月; 五月; 六月; 七月; 八月; 九月; 十月; 十一月; 十二月"),
}

WEEKDAY_NAMES: dict[str, str] = {
    "af": ("maandag|ma; dinsdag|di; woensdag|wo; donderdag|do; vrydag|vr; saterdag|sa; sondag|so"),
    "ar": ("الاثنين; الثلاثاء; الأربعاء; الخميس; الجمعة; السبت; الأحد"),
    "az": ("bazar ertəsi|b.e; çərşənbə axşamı|ç.a; çərşənbə; cümə axşamı|c.a; cümə; şənbə; bazar"),
    "be": ("панядзелак|пн; аўторак|аў; серада|ср; чацвер|чц; пятніца|пт; субота|сб; нядзеля|нд"),
    "bg": ("понеделник|пн; вторник|вт; сряда|ср; четвъртък|чт; петък|пт; събота|сб; неделя|нд"),
    "bn": ("সোমবার|সোম; মঙ্গলবার|মঙ্গল; বুধবার|বুধ; বৃহস্পতিবার|বৃহস্পতি; শুক্রবার|শুক্র; শনিবার|শনি;রবিবার|রবি"),
    "bs": (
        "ponedjeljak|pon|понедјељак|пон; utorak|uto|уторак|уто; srijeda|sri|сриједа|сри;"
        "četvrtak|čet|четвртак|чет; petak|pet|петак|пет; subota|sub|субота|суб;"
        "nedjelja|ned|недјеља|нед"
    ),
    "ca": ("dilluns|dl; dimarts|dt; dimecres|dc; dijous|dj; divendres|dv; dissabte|ds; diumenge|dg"),
    "cs": ("pondělí|po; úterý|út; středa|st; čtvrtek|čt; pátek|pá; sobota|so; neděle|ne"),
    "cy": (
        "dydd llun|llun; dydd mawrth|maw; dydd mercher|mer; dydd iau|iau; dydd gwener|gwen|gwe;"
        "dydd sadwrn|sad; dydd sul|sul"
    ),
    "da": ("mandag|man; tirsdag|tirs; onsdag|ons; torsdag|tors; fredag|fre; lørdag|lør; søndag|søn"),
    "de": ("montag|mo; dienstag|di; mittwoch|mi; donnerstag|do; freitag|fr; samstag|sa; sonntag|so"),
    "el": ("δευτέρα|δευ; τρίτη|τρί; τετάρτη|τετ; πέμπτη|πέμ; παρασκευή|παρ; σάββατο|σάβ; κυριακή|κυρ"),
    "en": ("monday|mon; tuesday|tue; wednesday|wed; thursday|thu; friday|fri; saturday|sat; sunday|sun"),
    "es": ("lunes|lun; martes|mar; miércoles|mié; jueves|jue; viernes|vie; sábado|sáb; domingo|dom"),
    "et": ("esmaspäev; teisipäev; kolmapäev; neljapäev; reede; laupäev; pühapäev"),
    "eu": ("astelehena|al; asteartea|ar; asteazkena|az; osteguna|og; ostirala|or; larunbata|lr;igandea|ig"),
    "fa": ("دوشنبه; سه‌شنبه; چهارشنبه; پنجشنبه; جمعه; شنبه; یکشنبه"),
    "fi": (
        "maanantaina|ma|maanantai; tiistaina|ti|tiistai; keskiviikkona|ke|keskiviikko;"
        "torstaina|to|torstai; perjantaina|pe|perjantai; lauantaina|la|lauantai;"
        "sunnuntaina|su|sunnuntai"
    ),
    "fil": ("lunes|lun; martes|mar; miyerkules|miy; huwebes|huw; biyernes|biy; sabado|sab; linggo|lin"),
    "fo": (
        "mánadagur|mán; týsdagur|týs; mikudagur|mik; hósdagur|hós; fríggjadagur|frí; leygardagur|ley;sunnudagur|sun"
    ),
    "fr": ("lundi|lun; mardi|mar; mercredi|mer; jeudi|jeu; vendredi|ven; samedi|sam; dimanche|dim"),
    "ga": (
        "dé luain|luan; dé máirt|máirt; dé céadaoin|céad; déardaoin|déar; dé haoine|aoine;"
        "dé sathairn|sath; dé domhnaigh|domh"
    ),
    "gl": ("luns; martes|mar; mércores|mér; xoves|xov; venres|ven; sábado|sáb; domingo|dom"),
    "he": (
        "יום שני|יום ב׳; יום שלישי|יום ג׳; יום רביעי|יום ד׳; יום חמישי|יום ה׳; יום שישי|יום ו׳;"
        "יום שבת|שבת; יום ראשון|יום א׳"
    ),
    "hi": ("सोमवार|सोम; मंगलवार|मंगल; बुधवार|बुध; गुरुवार|गुरु; शुक्रवार|शुक्र; शनिवार|शनि; रविवार|रवि"),
    "hr": ("ponedjeljak|pon; utorak|uto; srijeda|sri; četvrtak|čet; petak|pet; subota|sub; nedjelja|ned"),
    "hu": ("hétfő; kedd; szerda|sze; csütörtök|cs; péntek; szombat|szo; vasárnap"),
    "hy": ("երկուշաբթի|երկ; երեքշաբթի|երք; չորեքշաբթի|չրք; հինգշաբթի|հնգ; ուրբաթ|ուր; շաբաթ|շբթ;կիրակի|կիր"),
    "id": ("senin|sen; selasa|sel; rabu|rab; kamis|kam; jumat|jum; sabtu|sab; minggu|min"),
    "is": (
        "mánudagur|mán; þriðjudagur|þri; miðvikudagur|mið; fimmtudagur|fim; föstudagur|fös;"
        "laugardagur|lau; sunnudagur|sun"
    ),
    "it": ("lunedì|lun; martedì|mar; mercoledì|mer; giovedì|gio; venerdì|ven; sabato|sab; domenica|dom"),
    "ja": ("月曜日; 火曜日; 水曜日; 木曜日; 金曜日; 土曜日; 日曜日"),
    "ka": ("ორშაბათი|ორშ; სამშაბათი|სამ; ოთხშაბათი|ოთხ; ხუთშაბათი|ხუთ; პარასკევი|პარ; შაბათი|შაბ;კვირა|კვი"),
    "kk": ("дүйсенбі|дс; сейсенбі|сс; сәрсенбі|ср; бейсенбі|бс; жұма|жм; сенбі|сб; жексенбі|жс"),
    "km": ("ច័ន្ទ|ចន្ទ; អង្គារ; ពុធ; ព្រហស្បតិ៍|ព្រហ; សុក្រ; សៅរ៍;អាទិត្យ"),
    "ko": ("월요일; 화요일; 수요일; 목요일; 금요일; 토요일; 일요일"),
    "ky": ("дүйшөмбү|дүй; шейшемби|шейш; шаршемби|шарш; бейшемби|бейш; жума; ишемби|ишм; жекшемби|жек"),
    "lb": ("méindeg|méi; dënschdeg|dën; mëttwoch|mët; donneschdeg|don; freideg|fre; samschdeg|sam;sonndeg|son"),
    "lo": ("ວັນຈັນ|ຈັນ; ວັນອັງຄານ|ອັງຄານ; ວັນພຸດ|ພຸດ; ວັນພະຫັດ|ພະຫັດ; ວັນສຸກ|ສຸກ; ວັນເສົາ|ເສົາ;ວັນອາທິດ|ອາທິດ"),
    "lt": (
        "pirmadienis|pr; antradienis|an; trečiadienis|tr; ketvirtadienis|kt; penktadienis|pn;"
        "šeštadienis|št; sekmadienis|sk"
    ),
    "lv": (
        "pirmdiena|pirmd; otrdiena|otrd; trešdiena|trešd; ceturtdiena|ceturtd; piektdiena|piektd;"
        "sestdiena|sestd; svētdiena|svētd"
    ),
    "mk": ("понеделник|пон; вторник|вто; среда|сре; четврток|чет; петок|пет; сабота|саб; недела|нед"),
    "mr": ("सोमवार|सोम; मंगळवार|मंगळ; बुधवार|बुध; गुरुवार|गुरु; शुक्रवार|शुक्र; शनिवार|शनि; रविवार|रवि"),
    "ms": ("isnin|isn; selasa|sel; rabu|rab; khamis|kha; jumaat|jum; sabtu|sab; ahad|ahd"),
    "mt": ("it-tnejn|tne; it-tlieta|tli; l-erbgħa|erb; il-ħamis|ħam; il-ġimgħa|ġim; is-sibt|sib;il-ħadd|ħad"),
    "my": ("တနင်္လာ; အင်္ဂါ; ဗုဒ္ဓဟူး; ကြာသပတေး; သောကြာ; စနေ; တနင်္ဂနွေ"),
    "ne": ("सोमबार|सोम; मङ्गलबार|मङ्गल; बुधबार|बुध; बिहिबार|बिहि; शुक्रबार|शुक्र; शनिबार|शनि; आइतबार|आइत"),
    "nl": ("maandag|ma; dinsdag|di; woensdag|wo; donderdag|do; vrijdag|vr; zaterdag|za; zondag|zo"),
    "no": (
        "mandag|man|måndag|må; tirsdag|tir|tysdag|ty; onsdag|ons|on; torsdag|tor|to; fredag|fre|fr;"
        "lørdag|lør|laurdag|la; søndag|søn|sø"
    ),
    "pl": ("poniedziałek|pon; wtorek|wt; środa|śr; czwartek|czw; piątek|pt; sobota|sob; niedziela|niedz"),
    "ps": ("دوشنبه; سه شنبه; چهارشنبه; پنج شنبه; جمعه; اونۍ|شنبه; یکشنبه"),
    "pt": (
        "segunda-feira|seg|segunda; terça-feira|ter|terça; quarta-feira|qua|quarta;"
        "quinta-feira|qui|quinta; sexta-feira|sex|sexta; sábado|sáb; domingo|dom"
    ),
    "ro": ("luni|lun; marți|mar; miercuri|mie; joi; vineri|vin; sâmbătă|sâm; duminică|dum"),
    "ru": ("понедельник|пн; вторник|вт; среда|ср; четверг|чт; пятница|пт; суббота|сб; воскресенье|вс"),
    "si": ("සඳුදා; අඟහරුවාදා|අඟහ; බදාදා; බ්‍රහස්පතින්දා|බ්‍රහස්;සිකුරාදා|සිකු; සෙනසුරාදා|සෙන; ඉරිදා"),
    "sk": ("pondelok|po; utorok|ut; streda|st; štvrtok|št; piatok|pi; sobota|so; nedeľa|ne"),
    "sl": ("ponedeljek|pon; torek|tor; sreda|sre; četrtek|čet; petek|pet; sobota|sob; nedelja|ned"),
    "sq": ("e hënë|hën; e martë|mar; e mërkurë|mër; e enjte|enj; e premte|pre; e shtunë|sht; e diel|die"),
    "sr": (
        "понедељак|пон|ponedeljak|pon; уторак|уто|utorak|uto; среда|сре|sreda|sre;"
        "четвртак|чет|četvrtak|čet; петак|пет|petak|pet; субота|суб|subota|sub;"
        "недеља|нед|nedelja|ned"
    ),
    "sv": ("måndag|mån; tisdag|tis; onsdag|ons; torsdag|tors; fredag|fre; lördag|lör; söndag|sön"),
    "sw": ("jumatatu; jumanne; jumatano; alhamisi; ijumaa; jumamosi; jumapili"),
    "ta": ("திங்கள்|திங்; செவ்வாய்|செவ்; புதன்|புத; வியாழன்|வியா; வெள்ளி|வெள்; சனி; ஞாயிறு|ஞாயி"),
    "te": ("సోమవారం|సోమ; మంగళవారం|మంగళ; బుధవారం|బుధ; గురువారం|గురు; శుక్రవారం|శుక్ర; శనివారం|శని;ఆదివారం|ఆది"),
    "th": ("วันจันทร์|จันทร์; วันอังคาร|อังคาร; วันพุธ|พุธ; วันพฤหัสบดี|พฤหัส; วันศุกร์|ศุกร์;วันเสาร์|เสาร์; วันอาทิตย์|อาทิตย์"),
    "tr": ("pazartesi|pzt; salı|sal; çarşamba|çar; perşembe|per; cuma|cum; cumartesi|cmt; pazar|paz"),
    "uk": ("понеділок|пн; вівторок|вт; середа|ср; четвер|чт; пʼятниця|пт; субота|сб; неділя|нд"),
    "ur": ("پیر; منگل; بدھ; جمعرات; جمعہ; ہفتہ; اتوار"),
    "uz": ("dushanba|dush; seshanba|sesh; chorshanba|chor; payshanba|pay; juma|jum; shanba|shan;yakshanba|yak"),
    "vi": ("thứ hai; thứ ba; thứ tư; thứ năm; thứ sáu; thứ bảy;chủ nhật|cn"),
    "zh": (
        "星期一|周一|週一; 星期二|周二|週二; 星期三|周三|週三; 星期四|周四|週四; 星期五|周五|週五;"
        "星期六|周六|週六; 星期日|周日|週日"
    ),
}
