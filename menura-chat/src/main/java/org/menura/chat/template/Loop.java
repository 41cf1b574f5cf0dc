package org.menura.chat.template;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The variable {@code loop}, and the iteration it tells of. */
final class Loop implements Callable.Writing {
    private static final Object UNKNOWN = new Object();

    private final Stmt.For stmt;
    private final int depth;
    private final Scope scope;
    private final Interpreter interpreter;
    private final Budget budget;
    private final Object iterable;
    private Iterator<Object> elements;
    private long index = -1;
    private long length = -1;
    private @Nullable Object before;
    private @Nullable Object current;
    private @Nullable Object after;
    private Object changed = UNKNOWN;

    Loop(Stmt.For stmt, int depth, Scope scope, Interpreter interpreter, Budget budget, Object iterable) {
        this.stmt = stmt;
        this.depth = depth;
        this.scope = scope;
        this.interpreter = interpreter;
        this.budget = budget;
        this.iterable = iterable;
        this.elements = interpreter.elements(stmt, iterable, scope);
    }

    /** Moves to the next element, if there is one. */
    boolean advance() {
        budget.step();
        Object next = peek();
        after = null;
        if (next == null) {
            return false;
        }
        before = current;
        current = next;
        index++;
        return true;
    }

    Object current() {
        return current == null ? None.NONE : current;
    }

    private @Nullable Object peek() {
        if (after == null && elements.hasNext()) {
            after = elements.next();
        }
        return after;
    }

    long length() {
        if (length < 0 && stmt.condition() == null) {
            length = Values.length(iterable, budget);
        }
        if (length < 0) {
            List<Object> rest = Values.toList(Lazy.over(elements, budget), budget);
            elements = rest.iterator();
            length = rest.size() + index + 1 + (after == null ? 0 : 1);
        }
        return length;
    }

    /** What iterating over {@code loop} itself gives: each remaining element with the loop. */
    Iterator<Object> pairs() {
        return new Lazy(budget) {
            @Override
            @Nullable
            Object advance() {
                return Loop.this.advance() ? Tuple.of(current(), Loop.this) : null;
            }
        };
    }

    @Nullable
    Object attribute(String name) {
        return switch (name) {
            case "index" -> index + 1;
            case "index0" -> index;
            case "revindex" -> length() - index;
            case "revindex0" -> length() - index - 1;
            case "first" -> index == 0;
            case "last" -> peek() == null;
            case "length" -> length();
            case "depth" -> (long) depth + 1;
            case "depth0" -> (long) depth;
            case "previtem" -> before == null ? Undefined.because("There is no previous item", budget) : before;
            case "nextitem" -> {
                Object next = peek();
                yield next == null ? Undefined.because("There is no next item", budget) : next;
            }
            case "cycle" -> new Method.Bound(this, new Method("cycle", Signature.ANY, (r, l, a) -> cycle(a)));
            case "changed" -> new Method.Bound(this, new Method("changed", Signature.ANY, (r, l, a) -> changed(a)));
            default -> null;
        };
    }

    private Object cycle(BoundArguments arguments) {
        List<Object> items = arguments.all().positional();
        if (items.isEmpty()) {
            throw new TemplateException("'loop.cycle' needs items to choose from");
        }
        return items.get(Math.floorMod(index, items.size()));
    }

    private Object changed(BoundArguments arguments) {
        Tuple values = Tuple.of(arguments.all().positional());
        boolean same = changed != UNKNOWN && Comparison.equal(changed, values, budget);
        changed = values;
        return !same;
    }

    @Override
    public Object call(Rendering rendering, Arguments arguments) {
        Output out = new Output(budget);
        write(arguments, out);
        return out.text();
    }

    /** {@code loop(children)}: runs the same loop over other elements, one level deeper. */
    @Override
    public void write(Arguments arguments, Output out) {
        if (!stmt.recursive()) {
            throw new TemplateException("A loop that is called must be marked 'recursive'");
        }
        Object children = Signature.of("iterable").bind("loop", arguments).get(0);
        budget.enterCall();
        interpreter.loop(stmt, children, depth + 1, scope, out);
        budget.leaveCall();
    }

    @Override
    public String display() {
        return "<LoopContext " + (index + 1) + "/" + length() + ">";
    }
}
