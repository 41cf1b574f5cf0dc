package org.menura.chat.template;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Evaluates expressions. */
final class Evaluator {
    private final Rendering rendering;
    private final Budget budget;

    Evaluator(Rendering rendering) {
        this.rendering = rendering;
        this.budget = rendering.budget();
    }

    Object evaluate(Expr expr, Scope scope) {
        budget.enter();
        Object value = switch (expr) {
            case Expr.Literal e -> e.value();
            case Expr.Name e -> scope.get(e.name());
            case Expr.ListLiteral e -> all(e.items(), scope);
            case Expr.TupleLiteral e -> Tuple.of(all(e.items(), scope));
            case Expr.DictLiteral e -> dict(e, scope);
            case Expr.Attribute e -> Access.attribute(evaluate(e.target(), scope), e.name(), budget);
            case Expr.Item e -> Access.item(evaluate(e.target(), scope), evaluate(e.key(), scope), budget);
            case Expr.Slice e -> slice(e, scope);
            case Expr.Call e -> call(evaluate(e.callee(), scope), arguments(e.arguments(), scope));
            case Expr.FilterCall e -> filter(e, scope);
            case Expr.TestCall e -> test(e, scope);
            case Expr.Not e -> !truth(e.operand(), scope);
            case Expr.Negate e -> Operators.negate(evaluate(e.operand(), scope));
            case Expr.Plus e -> Operators.plus(evaluate(e.operand(), scope));
            case Expr.Binary e ->
                Operators.apply(e.operator(), evaluate(e.left(), scope), evaluate(e.right(), scope), budget);
            case Expr.Concat e -> concat(e, scope);
            case Expr.Compare e -> compare(e, scope);
            case Expr.And e -> {
                Object left = evaluate(e.left(), scope);
                yield Values.truth(left) ? evaluate(e.right(), scope) : left;
            }
            case Expr.Or e -> {
                Object left = evaluate(e.left(), scope);
                yield Values.truth(left) ? left : evaluate(e.right(), scope);
            }
            case Expr.Conditional e -> conditional(e, scope);
        };
        budget.leave();
        return value;
    }

    boolean truth(Expr expr, Scope scope) {
        return Values.truth(evaluate(expr, scope));
    }

    private List<Object> all(List<Expr> expressions, Scope scope) {
        List<Object> values = new ArrayList<>(expressions.size());
        for (Expr expression : expressions) {
            values.add(evaluate(expression, scope));
        }
        return values;
    }

    private Dict dict(Expr.DictLiteral literal, Scope scope) {
        Dict dict = new Dict();
        for (Expr.Pair pair : literal.pairs()) {
            dict.put(evaluate(pair.key(), scope), evaluate(pair.value(), scope));
        }
        return dict;
    }

    private Object slice(Expr.Slice slice, Scope scope) {
        Object target = evaluate(slice.target(), scope);
        return Access.slice(
                target, bound(slice.start(), scope), bound(slice.stop(), scope), bound(slice.step(), scope), budget);
    }

    private Object bound(@Nullable Expr expr, Scope scope) {
        return expr == null ? None.NONE : evaluate(expr, scope);
    }

    Object call(Object callee, Arguments arguments) {
        if (callee instanceof Callable callable) {
            return callable.call(rendering, arguments);
        }
        Undefined.check(callee);
        throw new TemplateException("A value of type " + Values.typeName(callee) + " cannot be called");
    }

    private Object filter(Expr.FilterCall call, Scope scope) {
        Object input = evaluate(call.input(), scope);
        Arguments arguments = arguments(call.arguments(), scope);
        Filter filter = call.filter();
        TextFilter given = filter == null ? rendering.filters().get(call.name()) : null;
        if (given != null) {
            return GivenFilters.apply(given, call.name(), rendering, input, arguments);
        }
        if (filter == null) {
            throw new TemplateException("There is no filter named '" + call.name() + "'", call.line());
        }
        return filter.apply(rendering, input, arguments);
    }

    private Object test(Expr.TestCall call, Scope scope) {
        Object input = evaluate(call.input(), scope);
        Arguments arguments = arguments(call.arguments(), scope);
        Test test = call.test();
        if (test == null) {
            throw new TemplateException("There is no test named '" + call.name() + "'", call.line());
        }
        return test.apply(rendering, input, arguments);
    }

    Arguments arguments(Expr.CallArguments call, Scope scope) {
        List<Object> positional = all(call.positional(), scope);
        Map<String, Object> keywords = new LinkedHashMap<>();
        for (Expr.Keyword keyword : call.keywords()) {
            keywords.put(keyword.name(), evaluate(keyword.value(), scope));
        }
        if (call.spread() != null) {
            Iterator<Object> items = Values.iterate(evaluate(call.spread(), scope), budget);
            while (items.hasNext()) {
                budget.step();
                positional.add(items.next());
            }
        }
        if (call.spreadKeywords() != null) {
            spread(evaluate(call.spreadKeywords(), scope), keywords);
        }
        return new Arguments(positional, keywords);
    }

    private static void spread(Object value, Map<String, Object> keywords) {
        if (!(value instanceof Dict dict)) {
            throw new TemplateException("Arguments after ** must be a dict, not of type " + Values.typeName(value));
        }
        for (Dict.Entry entry : dict.entries()) {
            String name = Text.of(entry.key());
            if (name == null || keywords.put(name, entry.value()) != null) {
                throw new TemplateException("Arguments after ** must have names of their own");
            }
        }
    }

    private String concat(Expr.Concat concat, Scope scope) {
        StringBuilder text = new StringBuilder();
        for (Object part : all(concat.parts(), scope)) {
            String string = Repr.str(part, budget);
            budget.characters(
                    text.length() + (long) string.length() > budget.outputLimit() ? Long.MAX_VALUE : string.length());
            text.append(string);
        }
        return text.toString();
    }

    private boolean compare(Expr.Compare compare, Scope scope) {
        Object left = evaluate(compare.first(), scope);
        for (Expr.Operand operand : compare.rest()) {
            Object right = evaluate(operand.expr(), scope);
            if (!Comparison.test(operand.comparator(), left, right, budget)) {
                return false;
            }
            left = right;
        }
        return true;
    }

    private Object conditional(Expr.Conditional conditional, Scope scope) {
        if (truth(conditional.test(), scope)) {
            return evaluate(conditional.then(), scope);
        }
        return conditional.otherwise() == null ? Undefined.missingElse() : evaluate(conditional.otherwise(), scope);
    }
}
