package org.menura.chat.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs statements and writes what they print. */
final class Interpreter {
    /** How a statement ended. */
    enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    private final Budget budget;
    private final Evaluator evaluator;
    private final Frames frames;
    private @Nullable Scope top;
    private int line;

    Interpreter(Rendering rendering, Frames frames) {
        this.frames = frames;
        this.budget = rendering.budget();
        this.evaluator = new Evaluator(rendering);
    }

    /** Runs a whole template over the variables of {@code context}. */
    void run(List<Stmt> template, Scope context, Output out) {
        top = frames.open(template, context);
        try {
            execute(template, top, out);
        } catch (TemplateException e) {
            throw e.at(line);
        }
    }

    Flow execute(List<Stmt> body, Scope scope, Output out) {
        for (Stmt stmt : body) {
            budget.enter();
            line = stmt.line();
            Flow flow = execute(stmt, scope, out);
            budget.leave();
            if (flow != Flow.NEXT) {
                return flow;
            }
        }
        return Flow.NEXT;
    }

    private Flow execute(Stmt stmt, Scope scope, Output out) {
        switch (stmt) {
            case Stmt.Data s -> out.write(s.text());
            case Stmt.Print s -> print(s.value(), scope, out);
            case Stmt.Assign s -> assign(s.target(), evaluator.evaluate(s.value(), scope), scope);
            case Stmt.Macro s -> macro(s.definition(), scope);
            case Stmt.CallBlock s -> callBlock(s, scope, out);
            case Stmt.Block s -> execute(s.body(), frames.open(s.body(), Objects.requireNonNull(top)), out);
            case Stmt.NoLoader s ->
                throw new TemplateException(
                        "The tag " + s.tag() + " needs other templates, and a chat template has none");
            case Stmt.Generation s -> {
                int start = out.length();
                execute(s.body(), frames.open(s.body(), scope), out);
                out.mark(start);
            }
            case Stmt.If s -> {
                return ifBlock(s, scope, out);
            }
            case Stmt.For s -> {
                return forBlock(s, scope, out);
            }
            case Stmt.With s -> {
                return with(s, scope, out);
            }
            case Stmt.Capture s -> {
                return capture(s, scope);
            }
            case Stmt.FilterBlock s -> {
                return filterBlock(s, scope, out);
            }
            case Stmt.Break s -> {
                return Flow.BREAK;
            }
            case Stmt.Continue s -> {
                return Flow.CONTINUE;
            }
        }
        return Flow.NEXT;
    }

    /** Prints a value; a macro writes straight to {@code out}, so that generated spans keep their place. */
    private void print(Expr expr, Scope scope, Output out) {
        if (expr instanceof Expr.Call call) {
            Object callee = evaluator.evaluate(call.callee(), scope);
            Arguments arguments = evaluator.arguments(call.arguments(), scope);
            if (callee instanceof Callable.Writing writing) {
                writing.write(arguments, out);
            } else {
                out.write(Repr.str(evaluator.call(callee, arguments), budget));
            }
        } else {
            out.write(Repr.str(evaluator.evaluate(expr, scope), budget));
        }
    }

    /** The result of a filter or call block, which Jinja2 joins to the text without turning it into text first. */
    private static String text(Object value) {
        String text = Text.of(value);
        if (text == null) {
            Undefined.check(value);
            throw new TemplateException(
                    "A filter or call block gives a value of type " + Values.typeName(value) + " instead of text");
        }
        return text;
    }

    private void macro(Stmt.MacroDefinition definition, Scope scope) {
        if (definition.name() != null) {
            scope.set(definition.name(), new MacroFunction(definition, scope, this, budget));
        }
    }

    private void callBlock(Stmt.CallBlock block, Scope scope, Output out) {
        Object callee = evaluator.evaluate(block.call().callee(), scope);
        Arguments arguments = evaluator.arguments(block.call().arguments(), scope);
        Map<String, Object> keywords = new LinkedHashMap<>(arguments.keywords());
        if (keywords.put("caller", new MacroFunction(block.caller(), scope, this, budget)) != null) {
            throw new TemplateException("A call block passes 'caller' by itself");
        }
        Arguments withCaller = new Arguments(arguments.positional(), keywords);
        if (callee instanceof Callable.Writing writing) {
            writing.write(withCaller, out);
        } else {
            out.write(text(evaluator.call(callee, withCaller)));
        }
    }

    private Flow ifBlock(Stmt.If stmt, Scope scope, Output out) {
        for (Stmt.Branch branch : stmt.branches()) {
            line = branch.line();
            if (evaluator.truth(branch.test(), scope)) {
                return execute(branch.body(), scope, out);
            }
        }
        return execute(stmt.otherwise(), scope, out);
    }

    private Flow with(Stmt.With stmt, Scope scope, Output out) {
        Scope inner = frames.open(stmt.body(), scope);
        for (int i = 0; i < stmt.targets().size(); i++) {
            assign(stmt.targets().get(i), evaluator.evaluate(stmt.values().get(i), scope), inner);
        }
        return execute(stmt.body(), inner, out);
    }

    private Flow capture(Stmt.Capture stmt, Scope scope) {
        Output captured = new Output(budget);
        Scope inner = frames.open(stmt.body(), scope);
        Flow flow = execute(stmt.body(), inner, captured);
        if (flow == Flow.NEXT) {
            inner.set(Stmt.CAPTURED, captured.text());
            assign(stmt.target(), evaluator.evaluate(stmt.value(), inner), scope);
        }
        return flow;
    }

    private Flow filterBlock(Stmt.FilterBlock stmt, Scope scope, Output out) {
        Output captured = new Output(budget);
        Scope inner = frames.open(stmt.body(), scope);
        Flow flow = execute(stmt.body(), inner, captured);
        if (flow == Flow.NEXT) {
            inner.set(Stmt.CAPTURED, captured.text());
            out.write(text(evaluator.evaluate(stmt.value(), inner)));
        }
        return flow;
    }

    private Flow forBlock(Stmt.For stmt, Scope scope, Output out) {
        Object iterable = evaluator.evaluate(stmt.iterable(), scope);
        Flow flow = loop(stmt, iterable, 0, scope, out);
        return stmt.recursive() ? Flow.NEXT : flow;
    }

    /** Runs a loop; returns how its {@code else} branch ended, which belongs to the loop around it. */
    Flow loop(Stmt.For stmt, Object iterable, int depth, Scope scope, Output out) {
        Loop loop = new Loop(stmt, depth, scope, this, budget, iterable);
        boolean completed = false;
        while (loop.advance()) {
            Scope inner = frames.open(stmt.body(), scope);
            assign(stmt.target(), loop.current(), inner);
            inner.set("loop", loop);
            Flow flow = execute(stmt.body(), inner, out);
            completed |= flow == Flow.NEXT;
            if (flow == Flow.BREAK) {
                break;
            }
        }
        // As in Jinja2, an iteration that ends in break or continue does not count as one.
        return completed ? Flow.NEXT : execute(stmt.otherwise(), frames.open(stmt.otherwise(), scope), out);
    }

    /** The elements of a loop that its {@code if} lets through. */
    Iterator<Object> elements(Stmt.For stmt, Object iterable, Scope scope) {
        Iterator<Object> source = Values.iterate(iterable, budget);
        Expr condition = stmt.condition();
        if (condition == null) {
            return source;
        }
        return new Lazy(budget) {
            @Override
            @Nullable
            Object advance() {
                while (source.hasNext()) {
                    Object element = source.next();
                    Scope inner = new Scope(scope);
                    assign(stmt.target(), element, inner);
                    if (evaluator.truth(condition, inner)) {
                        return element;
                    }
                }
                return null;
            }
        };
    }

    private void assign(Stmt.Target target, Object value, Scope scope) {
        switch (target) {
            case Stmt.Variable variable -> scope.set(variable.name(), value);
            case Stmt.Member member -> {
                if (!(scope.get(member.namespace()) instanceof Namespace namespace)) {
                    throw new TemplateException(
                            "'" + member.namespace() + "' is not a namespace, so it cannot be assigned to");
                }
                namespace.attributes().put(member.attribute(), value);
            }
            case Stmt.Unpack unpack -> unpack(unpack.targets(), value, scope);
        }
    }

    private void unpack(List<Stmt.Target> targets, Object value, Scope scope) {
        List<Object> items = new ArrayList<>();
        for (Iterator<Object> i = Values.iterate(value, budget); i.hasNext() && items.size() <= targets.size(); ) {
            items.add(i.next());
        }
        if (items.size() != targets.size()) {
            throw new TemplateException(
                    "A value to be unpacked does not have the " + targets.size() + " elements it should have");
        }
        for (int i = 0; i < items.size(); i++) {
            assign(targets.get(i), items.get(i), scope);
        }
    }

    /** A new frame for the body of a macro. */
    Scope open(List<Stmt> body, Scope closure) {
        return frames.open(body, closure);
    }

    /** Evaluates the default of a macro's parameter. */
    Object evaluate(Expr expr, Scope scope) {
        return evaluator.evaluate(expr, scope);
    }
}
