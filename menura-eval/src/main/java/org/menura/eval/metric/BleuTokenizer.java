package org.menura.eval.metric;

import java.util.List;
import java.util.regex.Pattern;
import org.menura.format.FormatException;
import org.menura.format.python.PythonText;

/** Splits sentences for BLEU as sacreBLEU's tokenizers do. */
public enum BleuTokenizer {
    /** At whitespace alone. */
    NONE("none") {
        @Override
        String apply(String line) {
            return line;
        }
    },
    /** As mteval-v13a of WMT does, sacreBLEU's default. */
    MTEVAL_13A("13a") {
        @Override
        String apply(String line) {
            String plain = line.replace("<skipped>", "").replace("-\n", "").replace('\n', ' ');
            if (plain.indexOf('&') >= 0) {
                plain = plain.replace("&quot;", "\"")
                        .replace("&amp;", "&")
                        .replace("&lt;", "<")
                        .replace("&gt;", ">");
            }
            return western(" " + plain + " ");
        }
    },
    /** As mteval-v14 does: at all of Unicode's punctuation and symbols. */
    INTERNATIONAL("intl") {
        @Override
        String apply(String line) {
            String text = PUNCTUATION_AFTER.matcher(line).replaceAll("$1 $2 ");
            text = PUNCTUATION_BEFORE.matcher(text).replaceAll(" $1 $2");
            return joined(SYMBOL.matcher(text).replaceAll(" $1 "));
        }
    },
    /** Chinese characters one by one, the rest as Western text. */
    CHINESE("zh") {
        @Override
        String apply(String line) {
            StringBuilder out = new StringBuilder();
            PythonText.strip(line).codePoints().forEach(c -> {
                if (isChinese(c)) {
                    out.append(' ').appendCodePoint(c).append(' ');
                } else {
                    out.appendCodePoint(c);
                }
            });
            return western(out.toString());
        }
    },
    /** Every character. */
    CHARACTERS("char") {
        @Override
        String apply(String line) {
            StringBuilder out = new StringBuilder();
            line.codePoints().forEach(c -> out.append(out.isEmpty() ? "" : " ").appendCodePoint(c));
            return out.toString();
        }
    };

    private static final Pattern PUNCTUATION_AFTER = Pattern.compile("(\\P{N})(\\p{P})");
    private static final Pattern PUNCTUATION_BEFORE = Pattern.compile("(\\p{P})(\\P{N})");
    private static final Pattern SYMBOL = Pattern.compile("(\\p{S})");
    private static final Pattern SIGNS = Pattern.compile("([{-~\\[-` -&(-+:-@/])");
    private static final Pattern POINT_AFTER = Pattern.compile("([^0-9])([.,])");
    private static final Pattern POINT_BEFORE = Pattern.compile("([.,])([^0-9])");
    private static final Pattern DASH = Pattern.compile("([0-9])(-)");

    /**
     * First and last characters. sacreBLEU writes two ranges beyond U+FFFF with too few digits, so that they begin at
     * U+2001 and U+2F81; its figures hang on that.
     */
    private static final int[] CHINESE_RANGES = {
        0x3400, 0x4db5, 0x4e00, 0x9fa5, 0x9fa6, 0x9fbb, 0xf900, 0xfa2d, 0xfa30, 0xfa6a, 0xfa70, 0xfad9, 0x2001, 0x2a6d,
        0x2f81, 0x2fa1, 0xff00, 0xffef, 0x2e80, 0x2eff, 0x3000, 0x303f, 0x31c0, 0x31ef, 0x2f00, 0x2fdf, 0x2ff0, 0x2fff,
        0x3100, 0x312f, 0x31a0, 0x31bf, 0xfe10, 0xfe1f, 0xfe30, 0xfe4f, 0x2600, 0x26ff, 0x2700, 0x27bf, 0x3200, 0x32ff,
        0x3300, 0x33ff
    };

    private final String key;

    BleuTokenizer(String key) {
        this.key = key;
    }

    /** Returns the name that sacreBLEU uses. */
    public String key() {
        return key;
    }

    /**
     * Returns the tokenizer of a name.
     *
     * @throws FormatException if it is not known
     */
    public static BleuTokenizer named(String name) {
        for (BleuTokenizer tokenizer : values()) {
            if (tokenizer.key.equals(name)) {
                return tokenizer;
            }
        }
        throw new FormatException(
                "The BLEU tokenizer '" + name + "' is not known; known are none, 13a, intl, zh, char.");
    }

    /** Puts blanks between the tokens. */
    abstract String apply(String line);

    /** Splits a sentence into tokens. */
    public List<String> tokens(String sentence) {
        return PythonText.split(apply(PythonText.stripRight(sentence)));
    }

    private static String western(String line) {
        String text = SIGNS.matcher(line).replaceAll(" $1 ");
        text = POINT_AFTER.matcher(text).replaceAll("$1 $2 ");
        text = POINT_BEFORE.matcher(text).replaceAll(" $1 $2");
        return joined(DASH.matcher(text).replaceAll("$1 $2 "));
    }

    private static String joined(String text) {
        return String.join(" ", PythonText.split(text));
    }

    private static boolean isChinese(int c) {
        for (int i = 0; i < CHINESE_RANGES.length; i += 2) {
            if (c >= CHINESE_RANGES[i] && c <= CHINESE_RANGES[i + 1]) {
                return true;
            }
        }
        return false;
    }
}
