using System.Text;

namespace MlNetLabels.Data;

/// <summary>
/// Takes letters apart into base and marks, as far as file systems differ in it: Latin, Greek, Cyrillic, kana and
/// Hangul. The program carries no tables of Unicode, without which .NET normalises nothing.
/// </summary>
internal static class UnicodeForms
{
    // By mark, pairs of a letter without and with it: canonical decompositions of UnicodeData.txt.
    private static readonly Dictionary<string, string> s_pairs = new()
    {
        ["\u0300"] = "AÀEÈIÌOÒUÙaàeèiìoòuùÜǛüǜNǸnǹЕЀИЍеѐиѝĒḔēḕŌṐōṑWẀwẁÂẦâầĂẰăằÊỀêềÔỒôồƠỜơờƯỪưừYỲyỳ",
        ["\u0301"] =
            "AÁEÉIÍOÓUÚYÝaáeéiíoóuúyýCĆcćLĹlĺNŃnńRŔrŕSŚsśZŹzźÜǗüǘGǴgǵÅǺåǻÆǼæǽØǾøǿ¨΅ΑΆΕΈΗΉΙΊΟΌΥΎΩΏϊΐαά"
            + "εέηήιίϋΰοόυύωώϒϓГЃКЌгѓкќÇḈçḉĒḖēḗÏḮïḯKḰkḱMḾmḿÕṌõṍŌṒōṓPṔpṕŨṸũṹWẂwẃÂẤâấĂẮăắÊẾêếÔỐôốƠỚơớƯỨưứ",
        ["\u0302"] = "AÂEÊIÎOÔUÛaâeêiîoôuûCĈcĉGĜgĝHĤhĥJĴjĵSŜsŝWŴwŵYŶyŷZẐzẑẠẬạậẸỆẹệỌỘọộ",
        ["\u0303"] = "AÃNÑOÕaãnñoõIĨiĩUŨuũVṼvṽÂẪâẫĂẴăẵEẼeẽÊỄêễÔỖôỗƠỠơỡƯỮưữYỸyỹ",
        ["\u0304"] = "AĀaāEĒeēIĪiīOŌoōUŪuūÜǕüǖÄǞäǟȦǠȧǡÆǢæǣǪǬǫǭÖȪöȫÕȬõȭȮȰȯȱYȲyȳИӢиӣУӮуӯGḠgḡḶḸḷḹṚṜṛṝ",
        ["\u0306"] = "AĂaăEĔeĕGĞgğIĬiĭOŎoŏUŬuŭУЎИЙийуўЖӁжӂАӐаӑЕӖеӗȨḜȩḝẠẶạặ",
        ["\u0307"] =
            "CĊcċEĖeėGĠgġIİZŻzżAȦaȧOȮoȯBḂbḃDḊdḋFḞfḟHḢhḣMṀmṁNṄnṅPṖpṗRṘrṙSṠsṡŚṤśṥŠṦšṧṢṨṣṩTṪtṫWẆwẇXẊxẋYẎ" + "yẏſẛ",
        ["\u0308"] =
            "AÄEËIÏOÖUÜaäeëiïoöuüyÿYŸΙΪΥΫιϊυϋϒϔЕЁІЇеёіїАӒаӓӘӚәӛЖӜжӝЗӞзӟИӤиӥОӦоӧӨӪөӫЭӬэӭУӰуӱЧӴчӵЫӸыӹHḦ"
            + "hḧÕṎõṏŪṺūṻWẄwẅXẌxẍtẗ",
        ["\u0309"] = "AẢaảÂẨâẩĂẲăẳEẺeẻÊỂêểIỈiỉOỎoỏÔỔôổƠỞơởUỦuủƯỬưửYỶyỷ",
        ["\u030A"] = "AÅaåUŮuůwẘyẙ",
        ["\u030B"] = "OŐoőUŰuűУӲуӳ",
        ["\u030C"] = "CČcčDĎdďEĚeěLĽlľNŇnňRŘrřSŠsšTŤtťZŽzžAǍaǎIǏiǐOǑoǒUǓuǔÜǙüǚGǦgǧKǨkǩƷǮʒǯjǰHȞhȟ",
        ["\u030F"] = "AȀaȁEȄeȅIȈiȉOȌoȍRȐrȑUȔuȕѴѶѵѷ",
        ["\u0311"] = "AȂaȃEȆeȇIȊiȋOȎoȏRȒrȓUȖuȗ",
        ["\u031B"] = "OƠoơUƯuư",
        ["\u0323"] = "BḄbḅDḌdḍHḤhḥKḲkḳLḶlḷMṂmṃNṆnṇRṚrṛSṢsṣTṬtṭVṾvṿWẈwẉZẒzẓAẠaạEẸeẹIỊiịOỌoọƠỢơợUỤuụƯỰưựYỴyỵ",
        ["\u0324"] = "UṲuṳ",
        ["\u0325"] = "AḀaḁ",
        ["\u0326"] = "SȘsșTȚtț",
        ["\u0327"] = "CÇcçGĢgģKĶkķLĻlļNŅnņRŖrŗSŞsşTŢtţEȨeȩDḐdḑHḨhḩ",
        ["\u0328"] = "AĄaąEĘeęIĮiįUŲuųOǪoǫ",
        ["\u032D"] = "DḒdḓEḘeḙLḼlḽNṊnṋTṰtṱUṶuṷ",
        ["\u032E"] = "HḪhḫ",
        ["\u0330"] = "EḚeḛIḬiḭUṴuṵ",
        ["\u0331"] = "BḆbḇDḎdḏKḴkḵLḺlḻNṈnṉRṞrṟTṮtṯZẔzẕhẖ",
        ["\u3099"] =
            "かがきぎくぐけげこごさざしじすずせぜそぞただちぢつづてでとどはばひびふぶへべほぼうゔゝゞカガキギクグケゲコゴサザシジスズセゼソゾタダチヂツヅテデトドハバヒビフブヘベホボウヴワヷ"
            + "ヰヸヱヹヲヺヽヾ",
        ["\u309A"] = "はぱひぴふぷへぺほぽハパヒピフプヘペホポ",
    };

    private static readonly Dictionary<char, string> s_parts = s_pairs
        .SelectMany(mark => mark.Value.Chunk(2).Select(pair => (pair[1], pair[0] + mark.Key)))
        .ToDictionary(x => x.Item1, x => x.Item2);

    // Hangul syllables: 19 leading consonants, 21 vowels, 28 trailing consonants or none.
    private const char FirstSyllable = '\uAC00',
        LastSyllable = '\uD7A3',
        Leading = '\u1100',
        Vowel = '\u1161',
        Trailing = '\u11A7';

    private const int Vowels = 21,
        Trailings = 28;

    /// <summary>The text with every such letter taken apart.</summary>
    public static string Decompose(string text)
    {
        var parts = new StringBuilder(text.Length);
        foreach (char c in text)
            Add(parts, c);
        return parts.ToString();
    }

    private static void Add(StringBuilder parts, char c)
    {
        if (s_parts.TryGetValue(c, out string? pair))
        {
            Add(parts, pair[0]);
            parts.Append(pair[1]);
        }
        else if (c is >= FirstSyllable and <= LastSyllable)
        {
            int syllable = c - FirstSyllable;
            parts.Append((char)(Leading + syllable / (Vowels * Trailings)));
            parts.Append((char)(Vowel + syllable / Trailings % Vowels));
            if (syllable % Trailings > 0)
                parts.Append((char)(Trailing + syllable % Trailings));
        }
        else
            parts.Append(c);
    }
}
