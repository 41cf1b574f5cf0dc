package org.menura.format.tokenizer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The pre-tokenizers that GGUF files name. */
final class PreTokenizerTable {
    static final String CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    static final String GPT2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
    private static final String BLANKS = "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String SYMBOLS = " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|";
    private static final String WORD = "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|";
    private static final String LLAMA3 = CONTRACTIONS + "|" + WORD + "\\p{N}{1,3}|" + SYMBOLS + BLANKS;
    static final String QWEN2 = CONTRACTIONS + "|" + WORD + "\\p{N}|" + SYMBOLS + BLANKS;
    private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String EDGE = "[^\\r\\n\\p{L}\\p{N}]?";
    private static final String PATHS = " ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|";
    private static final String GPT4O = cased(CONTRACTIONS + "?") + "\\p{N}{1,3}|" + PATHS + BLANKS;
    private static final String BLOOM = " ?[^(\\s|[.,!?\u2026\u3002\uFF0C\u3001\u0964\u06D4\u060C])]+";
    private static final String CJK = "[\u4E00-\u9FA5\u3040-\u309F\u30A0-\u30FF]+";
    private static final String HAN_AND_HANGUL = "[\u4E00-\u9FA5\u0800-\u4E00\uAC00-\uD7FF]+";
    private static final String YOUTU =
            "[\uAC00-\uD7A3\u3131-\u318E]+|[\uFF01\u2026\u201C\u201D\u2018\u2019\u2014\uFF1A\uFF1B\uFF0C\u3001-\u303F\uFE30-\uFE4F]+|[\u3105-\u312F]+|[\u4E00-\u9FA5\u3040-\u309F\u30A0-\u30FF]+";
    private static final String ASIAN =
            "[\u4E00-\u9FFF\u3400-\u4DBF\uF900-\uFAFF\u3040-\u309F\u30A0-\u30FF\uFF65-\uFF9F\u2F00-\u2FDF"
                    + "\u0E40-\u0E7F\u0E80-\u0EFF\u1780-\u17FF\u1000-\u109F\uAA60-\uAA7F\uA9E0-\uA9FF\uAC00-\uD7AF\u1100-\u11FF]+";
    private static final String DEEPSEEK_WORDS = "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
            + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+";
    /** Letters with case, as of Unicode 12. */
    private static final String DEEPSEEK_LETTERS =
            "\\s?[A-Za-z\u00B5\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u01BA\u01BC-\u01BF\u01C4-\u0293\u0295-\u02AF"
                    + "\u0370-\u0373\u0376\u0377\u037B-\u037D\u037F\u0386\u0388-\u038A\u038C\u038E-\u03A1\u03A3-\u03F5"
                    + "\u03F7-\u0481\u048A-\u052F\u0531-\u0556\u10A0-\u10C5\u13A0-\u13F5\u13F8-\u13FD\u1C90-\u1CBA"
                    + "\u1CBD-\u1CBF\u1D00-\u1D2B\u1D6B-\u1D77\u1D79-\u1D9A\u1E00-\u1F15\u1F18-\u1F1D\u1F20-\u1F45"
                    + "\u1F48-\u1F4D\u1F50-\u1F57\u1F59\u1F5B\u1F5D\u1F5F-\u1F7D\u1F80-\u1FB4\u1FB6-\u1FBC\u1FBE"
                    + "\u1FC2-\u1FC4\u1FC6-\u1FCC\u1FD0-\u1FD3\u1FD6-\u1FDB\u1FE0-\u1FEC\u1FF2-\u1FF4\u1FF6-\u1FFC"
                    + "\u2102\u2107\u210A-\u2113\u2115\u2119-\u211D\u2124\u2126\u2128\u212A-\u212D\u212F-\u2134\u2139"
                    + "\u213C-\u213F\u2145-\u2149\u214E\u2183\u2184\u2C00-\u2C7B\u2C7E-\u2CE4\u2CEB-\u2CEE\u2CF2\u2CF3"
                    + "\uA640-\uA66D\uA680-\uA69B\uA722-\uA76F\uA771-\uA787\uA78B-\uA78E\uAB70-\uABBF\uFB00-\uFB06"
                    + "\uFB13-\uFB17\uFF21-\uFF3A\uFF41-\uFF5A\uD801\uDC00-\uD801\uDC4F\uD801\uDCB0-\uD801\uDCD3"
                    + "\uD801\uDCD8-\uD801\uDCFB\uD803\uDC80-\uD803\uDCB2\uD803\uDCC0-\uD803\uDCF2"
                    + "\uD806\uDCA0-\uD806\uDCDF\uD83A\uDD00-\uD83A\uDD43]+";

    private PreTokenizerTable() {}

    /** By name, with the commonest name of each kind first. */
    static Map<String, PreTokenizer> table() {
        Map<String, PreTokenizer> table = new LinkedHashMap<>();
        add(
                table,
                plain(GPT2),
                "gpt-2",
                "phi-2",
                "mpt",
                "olmo",
                "jais",
                "trillion",
                "granite-docling",
                "exaone4",
                "roberta-bpe",
                "jina-v1-en",
                "jina-v2-code",
                "jina-es",
                "jina-de",
                "jina-v2-es",
                "jina-v2-de",
                "gigachat",
                "a.x-4.0",
                "mellum",
                "modern-bert");
        add(
                table,
                new PreTokenizer(List.of(LLAMA3), true, true, true),
                "llama-bpe",
                "llama3",
                "llama-v3",
                "falcon3",
                "falcon-h1",
                "pixtral",
                "midm-2.0",
                "lfm2",
                "jina-v5-nano");
        add(table, plain(LLAMA3), "dbrx", "smaug-bpe", "chatglm-bpe");
        add(table, new PreTokenizer(List.of(LLAMA3), true, true, false), "glm4", "glm5");
        add(
                table,
                plain(QWEN2),
                "qwen2",
                "stablelm2",
                "deepseek-r1-qwen",
                "megrez",
                "hunyuan",
                "solar-open",
                "grok-2",
                "kormo",
                "f2llmv2");
        add(
                table,
                plain(CONTRACTIONS
                        + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|"
                        + BLANKS),
                "qwen35");
        add(table, plain(WORD + "\\p{N}|" + SYMBOLS + BLANKS), "ufakzeka");
        add(table, plain("[^\\n]+|[\\n]+", QWEN2), "laguna");
        add(
                table,
                new PreTokenizer(
                        List.of("\\p{N}{1,3}", CONTRACTIONS + "|" + WORD + "\\p{N}+|" + SYMBOLS + BLANKS),
                        true,
                        true,
                        false),
                "minicpm5");
        add(
                table,
                plain(CONTRACTIONS + "|" + WORD + "\\p{N}{1,3}|" + SYMBOLS + "\\s*[\\r\\n]+|\\s{512}(?!\\S)|"
                        + "\\s{256}(?!\\S)|\\s{128}(?!\\S)|\\s{64}(?!\\S)|\\s{32}(?!\\S)|\\s{16}(?!\\S)|\\s{8}(?!\\S)|"
                        + "\\s{4}(?!\\S)|\\s{1,2}(?!\\S)|\\s{1}"),
                "jais-2");
        add(
                table,
                plain("\\p{N}", GPT2),
                "starcoder",
                "refact",
                "command-r",
                "smollm",
                "codeshell",
                "exaone",
                "minerva-7b",
                "mellum2");
        add(table, plain("[\\p{P}\\$\\+<=>\\^~\\|`]+", GPT2, "[0-9][0-9][0-9]"), "falcon");
        add(table, plain("[\\p{P}\\$\\+<=>\\^~\\|]+", GPT2, "\\p{N}+", "[0-9][0-9][0-9]"), "default");
        add(
                table,
                plain(
                        "[\\r\\n]",
                        DEEPSEEK_LETTERS,
                        "\\s?[!-/:-~\uFF01-\uFF0F\uFF1A-\uFF5E\u2018-\u201F\u3000-\u3002]+",
                        "\\s+$",
                        HAN_AND_HANGUL,
                        "\\p{N}+"),
                "deepseek-llm");
        add(table, plain("[\\r\\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", HAN_AND_HANGUL, "\\p{N}"), "deepseek-coder");
        add(
                table,
                plain("\\p{N}{1,3}", CJK, DEEPSEEK_WORDS + "[\\r\\n]*|" + BLANKS),
                "deepseek-v3",
                "hunyuan-dense",
                "joyai-llm",
                "hy_v4");
        add(table, plain("\\p{N}{1,3}", CJK, DEEPSEEK_WORDS + "|[\\r\\n]|\\s+(?!\\S)|\\s+", "\\p{N}"), "spark2_5");
        add(table, plain(GPT4O), "gpt-4o", "llama4", "minimax-m2", "kanana2", "talkie");
        add(table, new PreTokenizer(List.of(GPT4O), true, true, false), "granite-embed-multi-97m");
        add(table, plain("\\d{1,3}(?=(?:\\d{3})*\\b)", GPT4O), "tiny_aya", "cohere2moe");
        add(table, new PreTokenizer(List.of(cased("") + "\\p{N}|" + PATHS + BLANKS), true, true, true), "tekken");
        add(
                table,
                new PreTokenizer(
                        List.of(YOUTU, cased(CONTRACTIONS + "?") + "\\p{N}|" + PATHS + BLANKS), true, true, false),
                "youtu");
        add(table, plain("\\p{Han}+|" + withoutHan(CONTRACTIONS + "?") + "\\p{N}{1,3}|" + SYMBOLS + BLANKS), "kimi-k2");
        add(table, plain(BLOOM), "bloom", "poro-chat", "gpt3-finnish");
        add(table, plain(BLOOM, "\\p{N}"), "viking");
        add(
                table,
                plain("'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*|"
                        + "\\s*[\\r\\n]|\\s+(?!\\S)|\\s+"),
                "bailingmoe",
                "bailingmoe2",
                "llada-moe");
        add(table, plain(CONTRACTIONS + "|" + WORD + "\\p{N}{1}| ?[^\\s\\p{L}\\p{N}\\r\\n]+|" + BLANKS), "seed-coder");
        add(
                table,
                plain(CONTRACTIONS + "|[^\\r\\n\\p{L}\\p{N}]?(?:\\p{L}\\p{M}*(?: \\p{L}\\p{M}*)*)+|\\p{N}"
                        + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]?|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+"),
                "exaone-moe");
        add(table, plain("\\p{N}+", "(?=(\\d{3})+(?!\\d))"), "superbpe");
        add(
                table,
                new PreTokenizer(
                        List.of(
                                "<sentinel:[0-9]+>",
                                "(IMGIMG)((A|B|C|D|E|F|G|H|I){1,4})Z",
                                "([\\t\\n]|    |  )",
                                "\\p{N}",
                                "[\\p{P}!-/:-@\\[-`{-~]",
                                GPT2),
                        true,
                        false,
                        true),
                "chameleon");
        add(
                table,
                plain(
                        "\\p{N}{1,2}(?=(?:\\p{N}{3})*(?!\\p{N}))|\\p{N}{3}",
                        ASIAN, DEEPSEEK_WORDS + "[\\r\\n]*|" + BLANKS),
                "afmoe");
        add(
                table,
                new PreTokenizer(List.of("[^\\n]+|[\\n]+"), false, false, true),
                "gemma4",
                "granite-embed-multi-311m");
        add(table, new PreTokenizer(List.of("[^\\n]+|[\\n]+"), false, false, false), "sarvam-moe");
        return table;
    }

    private static PreTokenizer plain(String... patterns) {
        return new PreTokenizer(List.of(patterns), true, false, false);
    }

    private static void add(Map<String, PreTokenizer> table, PreTokenizer kind, String... names) {
        for (String name : names) {
            table.put(name, kind);
        }
    }

    private static String cased(String ending) {
        return EDGE + UPPER + "*" + LOWER + "+" + ending + "|" + EDGE + UPPER + "+" + LOWER + "*" + ending + "|";
    }

    private static String withoutHan(String ending) {
        return cased(ending)
                .replace(UPPER, "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}&&[^\\p{Han}]]")
                .replace(LOWER, "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}&&[^\\p{Han}]]");
    }
}
