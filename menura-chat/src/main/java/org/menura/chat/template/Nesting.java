package org.menura.chat.template;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Where the parser is: how deep, in which kind of frame. Jinja2 decides by this whether a loop control is legal, whether
 * an unknown filter is an error at once, and which implicit parameters a macro has.
 */
final class Nesting {
    private static final int MAX_DEPTH = 100;

    private final Deque<Reads> macros = new ArrayDeque<>();
    private int depth;
    private int loops;
    private int fors;
    private boolean soft;

    /** One level of brackets or tags. */
    void enter(int line) {
        if (++depth > MAX_DEPTH) {
            throw new TemplateException("The template nests deeper than " + MAX_DEPTH + " levels", line);
        }
    }

    void leave() {
        depth--;
    }

    boolean inLoop() {
        return loops > 0;
    }

    /** Whether an unknown filter or test is an error only once it is applied. */
    boolean isSoft() {
        return soft;
    }

    /** Inside an {@code if}, its test included. */
    <T> T soft(Supplier<T> parse) {
        return with(loops, true, parse);
    }

    /** Inside a frame of its own. */
    <T> T inFrame(Supplier<T> parse) {
        return with(loops, false, parse);
    }

    <T> T inLoopBody(Supplier<T> parse) {
        return with(loops + 1, false, parse);
    }

    /** Inside a body that runs as a function, from which a loop around it cannot be left. */
    <T> T inFunction(Supplier<T> parse) {
        return with(0, false, parse);
    }

    private <T> T with(int newLoops, boolean newSoft, Supplier<T> parse) {
        int oldLoops = loops;
        boolean oldSoft = soft;
        loops = newLoops;
        soft = newSoft;
        T result = parse.get();
        loops = oldLoops;
        soft = oldSoft;
        return result;
    }

    void enterFor() {
        fors++;
    }

    void leaveFor() {
        fors--;
    }

    Reads enterMacro() {
        Reads reads = new Reads();
        macros.push(reads);
        return reads;
    }

    void resumeMacro(Reads reads) {
        macros.push(reads);
    }

    void leaveMacro() {
        macros.pop();
    }

    void load(String name) {
        macros.forEach(macro -> macro.load(name));
    }

    void store(String name, int line) {
        if (fors > 0 && name.equals("loop")) {
            throw new TemplateException("'loop' cannot be assigned to inside a loop", line);
        }
        macros.forEach(macro -> macro.declare(name));
    }

    /** Which of a macro's implicit parameters its body reads before it assigns them. */
    static final class Reads {
        private static final List<String> IMPLICIT = List.of("caller", "kwargs", "varargs");

        private final Set<String> read = new HashSet<>();
        private final Set<String> declared = new HashSet<>();

        void load(String name) {
            if (!declared.contains(name)) {
                read.add(name);
            }
        }

        void declare(String name) {
            declared.add(name);
        }

        List<String> extras() {
            List<String> extras = new ArrayList<>(IMPLICIT);
            extras.retainAll(read);
            return extras;
        }
    }
}
