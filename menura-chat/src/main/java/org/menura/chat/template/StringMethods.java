package org.menura.chat.template;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonText;

/** Methods of Python's str. On markup, those that give text give markup and escape what they insert. */
final class StringMethods {
    private static final Map<String, Method> METHODS = new HashMap<>();

    @FunctionalInterface
    private interface Body {
        Object call(Budget budget, String text, BoundArguments arguments);
    }

    static {
        change("upper", PythonCharacters::upper);
        change("lower", PythonCharacters::lower);
        change("capitalize", PythonCharacters::capitalize);
        change("title", PythonCharacters::title);
        change("swapcase", PythonCharacters::swapCase);
        change("casefold", PythonCharacters::fold);
        test("isalpha", Character::isLetter);
        test("isdigit", PythonCharacters::isDigit);
        test("isdecimal", PythonCharacters::isDecimal);
        test("isnumeric", PythonCharacters::isNumeric);
        test("isalnum", PythonCharacters::isAlphanumeric);
        test("isspace", PythonText::isSpace);
        testText("isupper", s -> PythonCharacters.isCased(s, true));
        testText("islower", s -> PythonCharacters.isCased(s, false));
        testText("istitle", PythonCharacters::isTitle);
        testText("isascii", s -> s.chars().allMatch(c -> c < 0x80));
        testText("isprintable", s -> s.codePoints().allMatch(PythonText::isPrintable));
        testText("isidentifier", StringMethods::isIdentifier);
        text("strip", Signature.positional("chars?"), (b, s, a) -> PythonText.strip(s, chars(a), true, true));
        text("lstrip", Signature.positional("chars?"), (b, s, a) -> PythonText.strip(s, chars(a), true, false));
        text("rstrip", Signature.positional("chars?"), (b, s, a) -> PythonText.strip(s, chars(a), false, true));
        text(
                "replace",
                Signature.positional("old", "new", "count?"),
                (b, s, a) -> Text.replace(s, a.text(0), a.text(1), a.integer(2, -1), b));
        text(
                "removeprefix",
                Signature.positional("prefix"),
                (b, s, a) -> s.startsWith(a.text(0)) ? s.substring(a.text(0).length()) : s);
        text(
                "removesuffix",
                Signature.positional("suffix"),
                (b, s, a) -> s.endsWith(a.text(0))
                        ? s.substring(0, s.length() - a.text(0).length())
                        : s);
        text("center", Signature.positional("width", "fillchar?"), (b, s, a) -> Padding.center(s, a, b));
        text("ljust", Signature.positional("width", "fillchar?"), (b, s, a) -> Padding.left(s, a, b));
        text("rjust", Signature.positional("width", "fillchar?"), (b, s, a) -> Padding.right(s, a, b));
        text("zfill", Signature.positional("width"), (b, s, a) -> Padding.zeros(s, a.integer(0), b));
        text("expandtabs", Signature.of("tabsize?"), (b, s, a) -> Padding.expandTabs(s, a.integer(0, 8), b));
        text("join", Signature.positional("iterable"), StringMethods::join);
        list(
                "split",
                Signature.of("sep?", "maxsplit?"),
                (b, s, a) -> a.get(0) == None.NONE
                        ? PythonText.splitSpace(s, a.integer(1, -1))
                        : PythonText.split(s, separator(a), a.integer(1, -1)));
        list(
                "rsplit",
                Signature.of("sep?", "maxsplit?"),
                (b, s, a) -> a.get(0) == None.NONE
                        ? PythonText.splitSpaceRight(s, a.integer(1, -1))
                        : PythonText.splitRight(s, separator(a), a.integer(1, -1)));
        list("splitlines", Signature.of("keepends?"), (b, s, a) -> PythonText.lines(s, a.truth(0, false)));
        list("partition", Signature.positional("sep"), (b, s, a) -> {
            int at = s.indexOf(separator(a));
            return at < 0 ? Tuple.of(s, "", "") : cut(s, at, a.text(0));
        });
        list("rpartition", Signature.positional("sep"), (b, s, a) -> {
            int at = s.lastIndexOf(separator(a));
            return at < 0 ? Tuple.of("", "", s) : cut(s, at, a.text(0));
        });
        StringSearch.define((name, signature, body) -> METHODS.put(name, new Method(name, signature, body)));
        METHODS.put("format", new Method("format", Signature.ANY, (r, t, a) -> {
            String formatted = new StringFormat(r.budget(), a.all(), t instanceof Markup).format(plain(t));
            return t instanceof Markup ? new Markup(formatted) : formatted;
        }));
        METHODS.put(
                "format_map",
                new Method(
                        "format_map",
                        Signature.positional("mapping"),
                        (r, t, a) -> new StringFormat(r.budget(), StringFormat.named(a.get(0)), t instanceof Markup)
                                .format(plain(t))));
        text("translate", Signature.positional("table"), StringMethods::translate);
        for (String name : List.of("encode", "maketrans")) {
            METHODS.put(name, new Method(name, Signature.ANY, (r, t, a) -> {
                throw new TemplateException("The string method '" + name + "' is not supported");
            }));
        }
    }

    private StringMethods() {}

    static @Nullable Method get(String name) {
        return METHODS.get(name);
    }

    static String plain(Object text) {
        String plain = Text.of(text);
        return plain == null ? "" : plain;
    }

    private static void change(String name, UnaryOperator<String> change) {
        text(name, Signature.positional(), (b, s, a) -> change.apply(s));
    }

    private static void test(String name, IntPredicate predicate) {
        testText(name, s -> PythonCharacters.all(s, predicate));
    }

    private static void testText(String name, Predicate<String> predicate) {
        METHODS.put(name, new Method(name, Signature.positional(), (r, t, a) -> predicate.test(plain(t))));
    }

    private static void text(String name, Signature signature, Body body) {
        METHODS.put(name, new Method(name, signature, (r, t, a) -> {
            if (t instanceof Markup markup) {
                Object result = name.equals("join")
                        ? joinMarkup(r.budget(), markup, a.get(0))
                        : body.call(r.budget(), markup.text(), escape(a, r.budget()));
                return new Markup(plain(result));
            }
            return body.call(r.budget(), plain(t), a);
        }));
    }

    private static void list(String name, Signature signature, Body body) {
        METHODS.put(name, new Method(name, signature, (r, t, a) -> {
            Object result = body.call(r.budget(), plain(t), a);
            if (!(t instanceof Markup)) {
                return result;
            }
            List<Object> parts = Values.toList(result, r.budget()).stream()
                    .<Object>map(part -> new Markup(plain(part)))
                    .toList();
            return result instanceof Tuple ? Tuple.of(parts) : parts;
        }));
    }

    /** Escapes what is put into markup: the second argument, which is a replacement or a fill. */
    private static BoundArguments escape(BoundArguments arguments, Budget budget) {
        @Nullable Object[] values = arguments.values().clone();
        if (values.length > 1 && values[1] instanceof String inserted) {
            values[1] = Markup.escape(inserted, budget);
        }
        return new BoundArguments(arguments.callee(), values, arguments.all());
    }

    private static @Nullable String chars(BoundArguments arguments) {
        return arguments.get(0) == None.NONE ? null : arguments.text(0);
    }

    private static String separator(BoundArguments arguments) {
        String separator = arguments.text(0);
        if (separator.isEmpty()) {
            throw new TemplateException("The separator of '" + arguments.callee() + "' is empty");
        }
        return separator;
    }

    private static Tuple cut(String whole, int at, String part) {
        return Tuple.of(whole.substring(0, at), part, whole.substring(at + part.length()));
    }

    private static Object join(Budget budget, String separator, BoundArguments arguments) {
        StringBuilder out = new StringBuilder();
        boolean first = true;
        for (Iterator<Object> i = Values.iterate(arguments.get(0), budget); i.hasNext(); first = false) {
            budget.step();
            Object item = i.next();
            String text = Text.of(item);
            if (text == null) {
                throw new TemplateException("'join' needs strings, not a value of type " + Values.typeName(item));
            }
            budget.characters(text.length() + (long) separator.length());
            out.append(first ? "" : separator).append(text);
        }
        return out.toString();
    }

    private static String joinMarkup(Budget budget, Markup separator, Object items) {
        StringBuilder out = new StringBuilder();
        boolean first = true;
        for (Iterator<Object> i = Values.iterate(items, budget); i.hasNext(); first = false) {
            budget.step();
            String text = Markup.escape(i.next(), budget);
            budget.characters(text.length() + (long) separator.text().length());
            out.append(first ? "" : separator.text()).append(text);
        }
        return out.toString();
    }

    /** Replaces characters by what a dictionary has at their numbers: texts, numbers of characters, or none to drop them. */
    private static Object translate(Budget budget, String text, BoundArguments arguments) {
        if (!(arguments.get(0) instanceof Dict table)) {
            Undefined.check(arguments.get(0));
            throw new TemplateException("'translate' needs a dictionary whose keys are numbers of characters");
        }
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            budget.step();
            Object other = table.get((long) c);
            if (other == null) {
                out.appendCodePoint(c);
            } else if (other instanceof Long n && n >= 0 && n <= Character.MAX_CODE_POINT) {
                out.appendCodePoint(n.intValue());
            } else if (other != None.NONE) {
                String inserted = Text.of(other);
                if (inserted == null) {
                    throw new TemplateException("'translate' maps a character to a value of type " + Values.typeName(other));
                }
                budget.characters(inserted.length());
                out.append(inserted);
            }
        });
        return out.toString();
    }

    private static boolean isIdentifier(String text) {
        return !text.isEmpty()
                && (text.charAt(0) == '_' || Character.isUnicodeIdentifierStart(text.codePointAt(0)))
                && text.codePoints().skip(1).allMatch(c -> c == '_' || Character.isUnicodeIdentifierPart(c));
    }
}
