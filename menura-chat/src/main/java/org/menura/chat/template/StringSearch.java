package org.menura.chat.template;

import java.util.List;
import org.menura.format.python.PythonText;

/** Methods of Python's str that look for a part of it. Positions count code points. */
final class StringSearch {
    private StringSearch() {}

    @FunctionalInterface
    interface Registry {
        void add(String name, Signature signature, Method.Body body);
    }

    static void define(Registry registry) {
        Signature signature = Signature.positional("sub", "start?", "end?");
        registry.add("find", signature, (r, t, a) -> find(t, a, false));
        registry.add("rfind", signature, (r, t, a) -> find(t, a, true));
        registry.add("index", signature, (r, t, a) -> found(find(t, a, false)));
        registry.add("rindex", signature, (r, t, a) -> found(find(t, a, true)));
        registry.add("count", signature, (r, t, a) -> count(r.budget(), t, a));
        registry.add("startswith", signature, (r, t, a) -> matches(t, a, true));
        registry.add("endswith", signature, (r, t, a) -> matches(t, a, false));
    }

    private record Window(String text, int offset, boolean beyond) {
        /** The part of the text that the arguments start and end choose. */
        static Window of(Object target, BoundArguments arguments) {
            String text = StringMethods.plain(target);
            boolean whole = arguments.get(1) == None.NONE && arguments.get(2) == None.NONE;
            if (whole) {
                return new Window(text, 0, false);
            }
            int length = PythonText.length(text);
            long start = arguments.get(1) == None.NONE ? 0 : arguments.integer(1);
            long end = arguments.get(2) == None.NONE ? length : arguments.integer(2);
            long from = Math.max(0, start < 0 ? start + length : start);
            long to = Math.clamp(end < 0 ? end + length : end, 0, length);
            boolean beyond = from > length || from > to;
            return beyond
                    ? new Window("", 0, true)
                    : new Window(PythonText.slice(text, (int) from, (int) to), (int) from, false);
        }
    }

    private static Object find(Object target, BoundArguments arguments, boolean last) {
        Window window = Window.of(target, arguments);
        String sub = arguments.text(0);
        if (window.beyond()) {
            return -1L;
        }
        int at = last ? window.text().lastIndexOf(sub) : window.text().indexOf(sub);
        return at < 0 ? -1L : (long) window.offset() + window.text().codePointCount(0, at);
    }

    private static Object found(Object index) {
        if (index.equals(-1L)) {
            throw new TemplateException("The part that 'index' looks for is not in the string");
        }
        return index;
    }

    private static Object count(Budget budget, Object target, BoundArguments arguments) {
        Window window = Window.of(target, arguments);
        String sub = arguments.text(0);
        if (window.beyond()) {
            return 0L;
        }
        if (sub.isEmpty()) {
            return PythonText.length(window.text()) + 1L;
        }
        long count = 0;
        for (int at = window.text().indexOf(sub); at >= 0; at = window.text().indexOf(sub, at + sub.length())) {
            budget.read(Byte.SIZE);
            count++;
        }
        return count;
    }

    private static boolean matches(Object target, BoundArguments arguments, boolean start) {
        Window window = Window.of(target, arguments);
        List<Object> options = arguments.get(0) instanceof Tuple tuple ? tuple.items() : List.of(arguments.text(0));
        for (Object option : options) {
            String part = Text.of(option);
            if (part == null) {
                throw new TemplateException(
                        "'" + arguments.callee() + "' needs strings, not a value of type " + Values.typeName(option));
            }
            boolean matches =
                    start ? window.text().startsWith(part) : window.text().endsWith(part);
            if (matches && !window.beyond()) {
                return true;
            }
        }
        return false;
    }
}
