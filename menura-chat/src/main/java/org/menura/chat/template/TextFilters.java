package org.menura.chat.template;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonText;

/** Filters that make text of a value. */
final class TextFilters {
    private static final Map<String, String> ENTITIES =
            Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", "\u00a0");

    private static final int MAX_ENTITY = 12;

    private TextFilters() {}

    static void define(Filters.Registry filters) {
        filters.add("string", Signature.of(), (r, v, a) -> soft(v, r.budget()));
        filters.add("safe", Signature.of(), (r, v, a) -> new Markup(Repr.str(v, r.budget())));
        filters.add("escape", Signature.of(), (r, v, a) -> new Markup(Markup.escape(v, r.budget())));
        filters.add(
                "forceescape",
                Signature.of(),
                (r, v, a) -> new Markup(Markup.escape(Repr.str(v, r.budget()), r.budget())));
        change(filters, "upper", PythonCharacters::upper);
        change(filters, "lower", PythonCharacters::lower);
        change(filters, "capitalize", PythonCharacters::capitalize);
        filters.add("title", Signature.of(), (r, v, a) -> title(Repr.str(v, r.budget())));
        filters.add("trim", Signature.of("chars?"), (r, v, a) -> {
            String chars = a.get(0) == None.NONE ? null : a.text(0);
            return like(v, PythonText.strip(Repr.str(v, r.budget()), chars, true, true));
        });
        filters.add(
                "replace",
                Signature.of("old", "new", "count?"),
                (r, v, a) -> Text.replace(
                        Repr.str(v, r.budget()),
                        Repr.str(a.get(0), r.budget()),
                        Repr.str(a.get(1), r.budget()),
                        a.get(2) == None.NONE ? -1 : a.integer(2),
                        r.budget()));
        filters.add("join", Signature.of("d?", "attribute?"), (r, v, a) -> join(r, v, a));
        filters.add("format", Signature.ANY, (r, v, a) -> format(r, v, a.all()));
        filters.add("wordcount", Signature.of(), (r, v, a) -> {
            String text = Repr.str(v, r.budget());
            r.budget().characters(text.length());
            return words(text);
        });
        filters.add(
                "tojson",
                Signature.of("ensure_ascii?", "indent?", "separators?", "sort_keys?"),
                (r, v, a) -> r.budget().dialect().escapesJson()
                        ? TemplateJson.escaped(v, a, r.budget())
                        : TemplateJson.dumps(v, a, r.budget()));
        filters.add("urlencode", Signature.of(), (r, v, a) -> urlEncode(r.budget(), v));
        filters.add("striptags", Signature.of(), (r, v, a) -> stripTags(Repr.str(v, r.budget())));
        filters.add("xmlattr", Signature.of("autospace?"), (r, v, a) -> xmlAttributes(r.budget(), v, a));
        refuse(filters, "urlize", "it belongs to web pages");
        refuse(filters, "random", "a prompt must not be random");
    }

    /** The number of runs of letters, digits and underscores, which are more than Java's {@code \\w}. */
    private static long words(String text) {
        long words = 0;
        boolean inside = false;
        for (int c : text.codePoints().toArray()) {
            boolean part = c == '_' || PythonCharacters.isAlphanumeric(c);
            words += part && !inside ? 1 : 0;
            inside = part;
        }
        return words;
    }

    private static void refuse(Filters.Registry filters, String name, String reason) {
        filters.add(name, Signature.ANY, (r, v, a) -> {
            throw new TemplateException("The filter '" + name + "' is refused, because " + reason);
        });
    }

    private static void change(Filters.Registry filters, String name, UnaryOperator<String> change) {
        filters.add(name, Signature.of(), (r, v, a) -> like(v, change.apply(Repr.str(v, r.budget()))));
    }

    /** The value as text, markup left as it is. */
    private static Object soft(Object value, Budget budget) {
        return value instanceof Markup ? value : Repr.str(value, budget);
    }

    private static Object like(Object original, String text) {
        return original instanceof Markup ? new Markup(text) : text;
    }

    /** A capital behind each run of spaces, hyphens and opening brackets, small letters elsewhere. */
    private static String title(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            int end = i;
            while (end < text.length() && separates(text.charAt(end)) == separates(text.charAt(i))) {
                end++;
            }
            int first = i + Character.charCount(text.codePointAt(i));
            out.append(PythonCharacters.upper(text.substring(i, first)))
                    .append(PythonCharacters.lower(text.substring(first, end)));
            i = end;
        }
        return out.toString();
    }

    private static boolean separates(char c) {
        return PythonText.isSpace(c) || "-({[<".indexOf(c) >= 0;
    }

    private static Object join(Rendering rendering, Object value, BoundArguments arguments) {
        Budget budget = rendering.budget();
        String separator = Repr.str(arguments.get(0, ""), budget);
        AttributePath path = AttributePath.of(arguments.get(1), budget);
        StringBuilder out = new StringBuilder();
        boolean first = true;
        for (Iterator<Object> i = Values.iterate(value, budget); i.hasNext(); first = false) {
            budget.step();
            String text = Repr.str(path.get(i.next()), budget);
            budget.characters(out.length() + (long) text.length() > budget.outputLimit() ? Long.MAX_VALUE : 0);
            budget.characters(text.length() + (long) separator.length());
            out.append(first ? "" : separator).append(text);
        }
        return out.toString();
    }

    private static Object format(Rendering rendering, Object value, Arguments arguments) {
        if (!arguments.positional().isEmpty() && !arguments.keywords().isEmpty()) {
            throw new TemplateException("The filter 'format' takes values by position or by name, not both");
        }
        Object values = Tuple.of(arguments.positional());
        if (!arguments.keywords().isEmpty()) {
            Dict dict = new Dict();
            arguments.keywords().forEach(dict::put);
            values = dict;
        }
        return Operators.apply(Expr.Operator.MODULO, soft(value, rendering.budget()), values, rendering.budget());
    }

    private static String urlEncode(Budget budget, Object value) {
        if (Text.of(value) != null || !Values.isIterable(value)) {
            return quote(Repr.str(value, budget), false);
        }
        StringBuilder out = new StringBuilder();
        Object pairs = value instanceof Dict dict ? new DictView(DictView.Kind.ITEMS, dict) : value;
        for (Iterator<Object> i = Values.iterate(pairs, budget); i.hasNext(); ) {
            List<Object> pair = Values.toList(i.next(), budget);
            if (pair.size() != 2) {
                throw new TemplateException("The filter 'urlencode' needs text, a dict or pairs");
            }
            out.append(out.isEmpty() ? "" : "&")
                    .append(quote(Repr.str(pair.get(0), budget), true))
                    .append('=')
                    .append(quote(Repr.str(pair.get(1), budget), true));
        }
        return out.toString();
    }

    private static String quote(String text, boolean query) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "_.-~".indexOf(c) >= 0 || c == '/' && !query);
            if (plain) {
                out.append(c);
            } else {
                out.append(
                        query && c == ' '
                                ? "+"
                                : "%"
                                        + PythonCharacters.upper(
                                                Integer.toHexString(0x100 | c).substring(1)));
            }
        }
        return out.toString();
    }

    private static String stripTags(String html) {
        String text = cut(cut(html, "<!--", "-->"), "<", ">");
        List<String> words = PythonText.splitSpace(text, -1);
        return unescape(String.join(" ", words.stream().map(Object::toString).toList()));
    }

    /** The text without what stands between {@code open} and {@code close}, both included. */
    private static String cut(String text, String open, String close) {
        StringBuilder out = new StringBuilder(text.length());
        int kept = 0;
        while (true) {
            int start = text.indexOf(open, kept);
            int end = start < 0 ? -1 : text.indexOf(close, start);
            if (end < 0) {
                return out.append(text, kept, text.length()).toString();
            }
            out.append(text, kept, start);
            kept = end + close.length();
        }
    }

    private static String unescape(String html) {
        StringBuilder out = new StringBuilder(html.length());
        int i = 0;
        while (i < html.length()) {
            int limit = Math.min(html.length(), i + MAX_ENTITY);
            int end = html.charAt(i) == '&' ? html.indexOf(';', i, limit) : -1;
            String character = end < 0 ? null : entity(html.substring(i + 1, end));
            out.append(character == null ? html.substring(i, i + 1) : character);
            i = character == null ? i + 1 : end + 1;
        }
        return out.toString();
    }

    private static @Nullable String entity(String name) {
        if (!name.startsWith("#")) {
            return ENTITIES.get(name);
        }
        boolean hex = name.startsWith("#x") || name.startsWith("#X");
        try {
            int point = Integer.parseInt(name.substring(hex ? 2 : 1), hex ? 16 : 10);
            return Character.isValidCodePoint(point) && point > 0 ? Character.toString(point) : "\ufffd";
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static String xmlAttributes(Budget budget, Object value, BoundArguments arguments) {
        if (!(value instanceof Dict dict)) {
            Undefined.check(value);
            throw new TemplateException("The filter 'xmlattr' needs a dict");
        }
        StringBuilder out = new StringBuilder();
        for (Dict.Entry entry : dict.entries()) {
            if (entry.value() == None.NONE || entry.value() instanceof Undefined) {
                continue;
            }
            String key = Text.of(entry.key());
            if (key == null || key.chars().anyMatch(c -> " \t\n\r\f\u000b/>=".indexOf(c) >= 0)) {
                throw new TemplateException("The filter 'xmlattr' met a name that no attribute can have");
            }
            out.append(out.isEmpty() ? "" : " ")
                    .append(Markup.escape(key, budget))
                    .append("=\"");
            out.append(Markup.escape(entry.value(), budget)).append('"');
        }
        return arguments.truth(0, true) && !out.isEmpty() ? " " + out : out.toString();
    }
}
