package org.menura.generate.constrain.json;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.menura.generate.constrain.grammar.CodePoints;

/** The classes of characters of ECMA-262: {@code \d}, {@code \w} and {@code \s}, and the properties of Unicode. */
final class PatternClasses {
    static final CodePoints DIGITS = CodePoints.range('0', '9');
    static final CodePoints WORD =
            DIGITS.or(CodePoints.range('a', 'z')).or(CodePoints.range('A', 'Z')).or(CodePoints.of('_'));
    static final CodePoints SPACE = CodePoints.of("\t\n\u000B\f\r \u00A0\uFEFF\u1680\u2028\u2029\u202F\u205F\u3000")
            .or(CodePoints.range(0x2000, 0x200A));

    private static final Map<String, Optional<CodePoints>> PROPERTIES = new ConcurrentHashMap<>();
    private static final Map<String, String> LONG_NAMES = Map.ofEntries(
            Map.entry("Letter", "L"),
            Map.entry("Cased_Letter", "LC"),
            Map.entry("Uppercase_Letter", "Lu"),
            Map.entry("Lowercase_Letter", "Ll"),
            Map.entry("Titlecase_Letter", "Lt"),
            Map.entry("Modifier_Letter", "Lm"),
            Map.entry("Other_Letter", "Lo"),
            Map.entry("Mark", "M"),
            Map.entry("Nonspacing_Mark", "Mn"),
            Map.entry("Number", "N"),
            Map.entry("Decimal_Number", "Nd"),
            Map.entry("digit", "Nd"),
            Map.entry("Letter_Number", "Nl"),
            Map.entry("Other_Number", "No"),
            Map.entry("Punctuation", "P"),
            Map.entry("punct", "P"),
            Map.entry("Symbol", "S"),
            Map.entry("Currency_Symbol", "Sc"),
            Map.entry("Math_Symbol", "Sm"),
            Map.entry("Separator", "Z"),
            Map.entry("Space_Separator", "Zs"),
            Map.entry("Other", "C"),
            Map.entry("Control", "Cc"),
            Map.entry("Format", "Cf"));

    private PatternClasses() {}

    /** The characters of a property of Unicode; null if it is not known. */
    static @Nullable CodePoints property(String name) {
        return PROPERTIES.computeIfAbsent(name, PatternClasses::find).orElse(null);
    }

    private static Optional<CodePoints> find(String name) {
        int equals = name.indexOf('=');
        String key = equals < 0 ? "" : name.substring(0, equals);
        String value = equals < 0 ? name : name.substring(equals + 1);
        String property = switch (key) {
            case "" ->
                value.equals("Any")
                        ? ""
                        : value.equals("ASCII")
                                ? "ASCII"
                                : LONG_NAMES.getOrDefault(value, value.length() <= 2 ? value : "Is" + value);
            case "gc", "General_Category" -> LONG_NAMES.getOrDefault(value, value);
            case "sc", "Script", "scx", "Script_Extensions" -> "script=" + value;
            default -> "?";
        };
        if (property.isEmpty()) {
            return Optional.of(CodePoints.ALL);
        }
        try {
            var predicate =
                    java.util.regex.Pattern.compile("\\p{" + property + "}").asMatchPredicate();
            return Optional.of(CodePoints.where(c -> predicate.test(Character.toString(c))));
        } catch (PatternSyntaxException e) {
            return Optional.empty();
        }
    }

    /** The characters of a set in upper and lower case. */
    static CodePoints anyCase(CodePoints set) {
        CodePoints all = set;
        int[] ranges = set.ranges();
        if (set.size() > 2000) {
            return set.or(CodePoints.where(
                    c -> set.contains(Character.toLowerCase(c)) || set.contains(Character.toUpperCase(c))));
        }
        for (int i = 0; i < ranges.length; i += 2) {
            for (int c = ranges[i]; c <= ranges[i + 1]; c++) {
                all = all.or(CodePoints.of(Character.toLowerCase(c))).or(CodePoints.of(Character.toUpperCase(c)));
            }
        }
        return all;
    }
}
