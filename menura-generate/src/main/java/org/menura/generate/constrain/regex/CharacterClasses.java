package org.menura.generate.constrain.regex;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.menura.generate.constrain.grammar.CodePoints;

/** The named sets of characters of regular expressions: digits, words, white space, POSIX's and Unicode's classes. */
final class CharacterClasses {
    static final CodePoints DIGIT = CodePoints.range('0', '9');
    static final CodePoints WORD =
            DIGIT.or(CodePoints.range('a', 'z')).or(CodePoints.range('A', 'Z')).or(CodePoints.of('_'));
    static final CodePoints SPACE = CodePoints.of(" \t\n\r\f\u000B");
    static final CodePoints ECMA_SPACE = SPACE.or(CodePoints.of("\u00A0\u1680\u2028\u2029\u202F\u205F\u3000\uFEFF"))
            .or(CodePoints.range(0x2000, 0x200A));
    static final CodePoints ECMA_LINE_ENDS = CodePoints.of("\n\r\u2028\u2029");
    static final CodePoints LINE_FEED = CodePoints.of('\n');

    private static final Map<String, CodePoints> CACHE = new ConcurrentHashMap<>();

    /** General categories by their short names, as Character.getType numbers them. */
    private static final Map<String, Integer> CATEGORIES = Map.ofEntries(
            Map.entry("lu", (int) Character.UPPERCASE_LETTER),
            Map.entry("ll", (int) Character.LOWERCASE_LETTER),
            Map.entry("lt", (int) Character.TITLECASE_LETTER),
            Map.entry("lm", (int) Character.MODIFIER_LETTER),
            Map.entry("lo", (int) Character.OTHER_LETTER),
            Map.entry("mn", (int) Character.NON_SPACING_MARK),
            Map.entry("mc", (int) Character.COMBINING_SPACING_MARK),
            Map.entry("me", (int) Character.ENCLOSING_MARK),
            Map.entry("nd", (int) Character.DECIMAL_DIGIT_NUMBER),
            Map.entry("nl", (int) Character.LETTER_NUMBER),
            Map.entry("no", (int) Character.OTHER_NUMBER),
            Map.entry("pc", (int) Character.CONNECTOR_PUNCTUATION),
            Map.entry("pd", (int) Character.DASH_PUNCTUATION),
            Map.entry("ps", (int) Character.START_PUNCTUATION),
            Map.entry("pe", (int) Character.END_PUNCTUATION),
            Map.entry("pi", (int) Character.INITIAL_QUOTE_PUNCTUATION),
            Map.entry("pf", (int) Character.FINAL_QUOTE_PUNCTUATION),
            Map.entry("po", (int) Character.OTHER_PUNCTUATION),
            Map.entry("sm", (int) Character.MATH_SYMBOL),
            Map.entry("sc", (int) Character.CURRENCY_SYMBOL),
            Map.entry("sk", (int) Character.MODIFIER_SYMBOL),
            Map.entry("so", (int) Character.OTHER_SYMBOL),
            Map.entry("zs", (int) Character.SPACE_SEPARATOR),
            Map.entry("zl", (int) Character.LINE_SEPARATOR),
            Map.entry("zp", (int) Character.PARAGRAPH_SEPARATOR),
            Map.entry("cc", (int) Character.CONTROL),
            Map.entry("cf", (int) Character.FORMAT),
            Map.entry("co", (int) Character.PRIVATE_USE),
            Map.entry("cn", (int) Character.UNASSIGNED),
            Map.entry("cs", (int) Character.SURROGATE));

    private static final Map<String, String> LONG_NAMES = Map.ofEntries(
            Map.entry("letter", "l"),
            Map.entry("uppercaseletter", "lu"),
            Map.entry("lowercaseletter", "ll"),
            Map.entry("titlecaseletter", "lt"),
            Map.entry("casedletter", "lc"),
            Map.entry("modifierletter", "lm"),
            Map.entry("otherletter", "lo"),
            Map.entry("mark", "m"),
            Map.entry("combiningmark", "m"),
            Map.entry("nonspacingmark", "mn"),
            Map.entry("spacingmark", "mc"),
            Map.entry("enclosingmark", "me"),
            Map.entry("number", "n"),
            Map.entry("decimalnumber", "nd"),
            Map.entry("letternumber", "nl"),
            Map.entry("othernumber", "no"),
            Map.entry("punctuation", "p"),
            Map.entry("connectorpunctuation", "pc"),
            Map.entry("dashpunctuation", "pd"),
            Map.entry("openpunctuation", "ps"),
            Map.entry("closepunctuation", "pe"),
            Map.entry("initialpunctuation", "pi"),
            Map.entry("finalpunctuation", "pf"),
            Map.entry("otherpunctuation", "po"),
            Map.entry("symbol", "s"),
            Map.entry("mathsymbol", "sm"),
            Map.entry("currencysymbol", "sc"),
            Map.entry("modifiersymbol", "sk"),
            Map.entry("othersymbol", "so"),
            Map.entry("separator", "z"),
            Map.entry("spaceseparator", "zs"),
            Map.entry("lineseparator", "zl"),
            Map.entry("paragraphseparator", "zp"),
            Map.entry("other", "c"),
            Map.entry("control", "cc"),
            Map.entry("format", "cf"),
            Map.entry("privateuse", "co"),
            Map.entry("unassigned", "cn"),
            Map.entry("surrogate", "cs"));

    private static final Map<String, IntPredicate> BINARY = Map.ofEntries(
            Map.entry("any", c -> true),
            Map.entry("ascii", c -> c < 128),
            Map.entry("assigned", Character::isDefined),
            Map.entry("alphabetic", Character::isAlphabetic),
            Map.entry("alpha", Character::isAlphabetic),
            Map.entry("uppercase", Character::isUpperCase),
            Map.entry("upper", Character::isUpperCase),
            Map.entry("lowercase", Character::isLowerCase),
            Map.entry("lower", Character::isLowerCase),
            Map.entry("whitespace", CharacterClasses::isUnicodeSpace),
            Map.entry("space", CharacterClasses::isUnicodeSpace),
            Map.entry("ideographic", Character::isIdeographic),
            Map.entry("ideo", Character::isIdeographic),
            Map.entry("asciihexdigit", CharacterClasses::isHex),
            Map.entry("ahex", CharacterClasses::isHex),
            Map.entry("idstart", Character::isUnicodeIdentifierStart),
            Map.entry("ids", Character::isUnicodeIdentifierStart),
            Map.entry("idcontinue", c -> Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c)),
            Map.entry("idc", c -> Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c)),
            Map.entry("emoji", Character::isEmoji),
            Map.entry("emojipresentation", Character::isEmojiPresentation),
            Map.entry("extendedpictographic", Character::isExtendedPictographic));

    private CharacterClasses() {}

    static CodePoints digits(boolean unicode) {
        return unicode ? cached("\\d", Character::isDigit) : DIGIT;
    }

    static CodePoints words(boolean unicode) {
        return unicode ? cached("\\w", c -> Character.isLetterOrDigit(c) || isNumeric(c) || c == '_') : WORD;
    }

    static CodePoints spaces(boolean unicode, Dialect dialect) {
        if (unicode) {
            return cached("\\s", c -> isUnicodeSpace(c) || c >= 0x1C && c <= 0x1F);
        }
        return dialect == Dialect.ECMA ? ECMA_SPACE : SPACE;
    }

    /** POSIX's {@code [:name:]} over ASCII; null if there is none. */
    static @Nullable CodePoints posix(String name) {
        return switch (name) {
            case "alpha" -> CodePoints.range('a', 'z').or(CodePoints.range('A', 'Z'));
            case "digit" -> DIGIT;
            case "alnum" -> WORD.minus(CodePoints.of('_'));
            case "word" -> WORD;
            case "upper" -> CodePoints.range('A', 'Z');
            case "lower" -> CodePoints.range('a', 'z');
            case "space" -> SPACE;
            case "blank" -> CodePoints.of(" \t");
            case "punct" -> CodePoints.range('!', '~').minus(WORD).or(CodePoints.of('_'));
            case "print" -> CodePoints.range(' ', '~');
            case "graph" -> CodePoints.range('!', '~');
            case "cntrl" -> CodePoints.range(0, 31).or(CodePoints.of(127));
            case "xdigit" -> cached("xdigit", CharacterClasses::isHex);
            case "ascii" -> CodePoints.range(0, 127);
            default -> null;
        };
    }

    /** A property of Unicode as {@code \p{…}} names it; null if it is not known. */
    static @Nullable CodePoints property(String text) {
        String name = plain(text);
        String value = null;
        int equals = Math.max(text.indexOf('='), text.indexOf(':'));
        if (equals >= 0) {
            name = plain(text.substring(0, equals));
            value = plain(text.substring(equals + 1));
        }
        if (value != null) {
            return switch (name) {
                case "gc", "generalcategory" -> category(value);
                case "sc", "script", "scx", "scriptextensions" ->
                    script(text.substring(equals + 1).strip());
                default -> null;
            };
        }
        CodePoints found = category(name);
        if (found != null) {
            return found;
        }
        IntPredicate binary =
                BINARY.get(name.startsWith("is") && BINARY.containsKey(name.substring(2)) ? name.substring(2) : name);
        if (binary != null) {
            return cached("binary " + name, binary);
        }
        found = script(text.strip());
        return found == null && name.startsWith("is") ? script(text.strip().substring(2)) : found;
    }

    private static @Nullable CodePoints category(String name) {
        String key = LONG_NAMES.getOrDefault(name, name);
        if (key.equals("lc")) {
            return cached("lc", c -> {
                int t = Character.getType(c);
                return t == Character.UPPERCASE_LETTER
                        || t == Character.LOWERCASE_LETTER
                        || t == Character.TITLECASE_LETTER;
            });
        }
        Integer type = CATEGORIES.get(key);
        if (type != null) {
            return cached("category " + key, c -> Character.getType(c) == type);
        }
        if (key.length() != 1 || CATEGORIES.keySet().stream().noneMatch(k -> k.startsWith(key))) {
            return null;
        }
        long types = CATEGORIES.entrySet().stream()
                .filter(e -> e.getKey().startsWith(key))
                .mapToLong(e -> 1L << e.getValue())
                .sum();
        return cached("category " + key, c -> (types >>> Character.getType(c) & 1) != 0);
    }

    private static @Nullable CodePoints script(String name) {
        Character.UnicodeScript script;
        try {
            script = Character.UnicodeScript.forName(name.replace('-', '_').replace(' ', '_'));
        } catch (IllegalArgumentException e) {
            return null;
        }
        return cached("script " + script, c -> Character.UnicodeScript.of(c) == script);
    }

    private static boolean isUnicodeSpace(int c) {
        return Character.isSpaceChar(c) || c >= 9 && c <= 13 || c == 0x85;
    }

    private static boolean isHex(int c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }

    private static boolean isNumeric(int c) {
        int t = Character.getType(c);
        return t == Character.LETTER_NUMBER || t == Character.OTHER_NUMBER;
    }

    private static CodePoints cached(String key, IntPredicate test) {
        CodePoints known = CACHE.get(key);
        if (known == null) {
            known = CodePoints.where(test);
            CACHE.put(key, known);
        }
        return known;
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replaceAll("[_\\- ]", "");
    }
}
