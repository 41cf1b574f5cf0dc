package org.menura.eval.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;

/** Reads arguments as lm-evaluation-harness' options have them: {@code temperature=0.7,until=["\n"]}, or a JSON object. */
public final class ArgumentText {
    private static final Pattern WHOLE = Pattern.compile("\\d{1,18}");
    private static final Pattern REAL =
            Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?|[-+]?(?i:inf|infinity|nan)");

    private ArgumentText() {}

    /**
     * Reads arguments of several words; later ones win.
     *
     * @throws FormatException as {@link #read(String)} does
     */
    public static Map<String, @Nullable Object> read(List<String> texts) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        for (String text : texts) {
            read(text).forEach(all::put);
        }
        return all;
    }

    /**
     * Reads arguments.
     *
     * @throws FormatException if a part of the text is no {@code key=value}, or it is no JSON
     */
    public static Map<String, @Nullable Object> read(String text) {
        if (text.strip().startsWith("{")) {
            try {
                return new LinkedHashMap<>(
                        new ObjectMapper().readValue(text, new TypeReference<Map<String, Object>>() {}));
            } catch (JsonProcessingException e) {
                throw new FormatException("it is no JSON: " + e.getOriginalMessage(), e);
            }
        }
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        for (String part : parts(text)) {
            arguments.put(key(part), value(part.substring(part.indexOf('=') + 1).strip()));
        }
        return arguments;
    }

    /**
     * Reads arguments as texts, those of Python and JSON without their quotes.
     *
     * @throws FormatException as {@link #read(String)} does
     */
    static Map<String, String> texts(String text) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (text.strip().startsWith("{")) {
            read(text)
                    .forEach(
                            (key, value) -> texts.put(key, value instanceof Map ? json(value) : String.valueOf(value)));
            return texts;
        }
        for (String part : parts(text)) {
            String value = part.substring(part.indexOf('=') + 1).strip();
            texts.put(key(part), value.matches("'[^']*'|\"[^\"]*\"") ? value.substring(1, value.length() - 1) : value);
        }
        return texts;
    }

    private static String json(Object value) {
        return new ObjectMapper().valueToTree(value).toString();
    }

    private static String key(String part) {
        int at = part.indexOf('=');
        if (at < 1) {
            throw new FormatException("'%s' is no key=value".formatted(part.strip()));
        }
        return part.substring(0, at).strip();
    }

    /** Splits at commas outside of brackets and quotes. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        int depth = 0;
        char quote = 0;
        for (char c : text.toCharArray()) {
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if ("[({".indexOf(c) >= 0) {
                depth++;
            } else if ("])}".indexOf(c) >= 0) {
                depth = Math.max(0, depth - 1);
            } else if (c == ',' && depth == 0) {
                parts.add(part.toString());
                part.setLength(0);
                continue;
            }
            part.append(c);
        }
        parts.add(part.toString());
        parts.removeIf(String::isBlank);
        return parts;
    }

    /** Reads a value as Python would; a text where it is none of Python. */
    static @Nullable Object value(String text) {
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return Boolean.parseBoolean(text);
        }
        if (WHOLE.matcher(text).matches()) {
            return Long.parseLong(text);
        }
        if (REAL.matcher(text).matches()) {
            String plain = text.toLowerCase(Locale.ROOT);
            return plain.endsWith("nan")
                    ? (Object) Double.NaN
                    : plain.contains("inf")
                            ? (plain.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY)
                            : Double.parseDouble(text);
        }
        if (text.equals("null")) {
            return null;
        }
        try {
            return Python.literalEval(text);
        } catch (FormatException e) {
            return text;
        }
    }
}
