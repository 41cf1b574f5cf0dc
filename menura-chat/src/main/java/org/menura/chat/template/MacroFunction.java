package org.menura.chat.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A macro, or the body of a call block, with the frame it was defined in. */
record MacroFunction(Stmt.MacroDefinition definition, Scope closure, Interpreter interpreter, Budget budget)
        implements Callable.Writing {
    @Override
    public Object call(Rendering rendering, Arguments arguments) {
        Output out = new Output(rendering.budget());
        write(arguments, out);
        return out.text();
    }

    @Override
    public void write(Arguments arguments, Output out) {
        budget.enterCall();
        interpreter.execute(definition.body(), bind(arguments), out);
        budget.leaveCall();
    }

    private String title() {
        return definition.name() == null ? "caller" : definition.name();
    }

    private Scope bind(Arguments arguments) {
        Scope scope = interpreter.open(definition.body(), closure);
        List<Stmt.Parameter> parameters = definition.parameters();
        List<Object> given = arguments.positional();
        Map<String, Object> keywords = new LinkedHashMap<>(arguments.keywords());
        for (int i = 0; i < parameters.size(); i++) {
            Stmt.Parameter parameter = parameters.get(i);
            Object value = i < given.size() ? given.get(i) : keywords.remove(parameter.name());
            scope.set(parameter.name(), value == null ? fallback(parameter, scope) : value);
        }
        Tuple rest = given.size() > parameters.size()
                ? Tuple.of(List.copyOf(given.subList(parameters.size(), given.size())))
                : Tuple.EMPTY;
        bindExtras(scope, rest, keywords);
        return scope;
    }

    private Object fallback(Stmt.Parameter parameter, Scope scope) {
        Expr expr = parameter.defaultValue();
        return expr == null
                ? Undefined.because("The parameter '" + parameter.name() + "' was not given", budget)
                : interpreter.evaluate(expr, scope);
    }

    private void bindExtras(Scope scope, Tuple rest, Map<String, Object> keywords) {
        boolean wantsCaller = definition.extras().contains("caller")
                && definition.parameters().stream().noneMatch(p -> p.name().equals("caller"));
        if (wantsCaller) {
            Object caller = keywords.remove("caller");
            scope.set("caller", caller == null ? Undefined.because("There is no caller", budget) : caller);
        }
        if (definition.extras().contains("kwargs")) {
            Dict dict = new Dict();
            keywords.forEach(dict::put);
            scope.set("kwargs", dict);
        } else if (!keywords.isEmpty()) {
            throw new TemplateException("The macro '" + title() + "' does not take the argument '"
                    + keywords.keySet().iterator().next() + "' here");
        }
        if (definition.extras().contains("varargs")) {
            scope.set("varargs", rest);
        } else if (!rest.items().isEmpty()) {
            throw new TemplateException("The macro '" + title() + "' takes at most "
                    + definition.parameters().size() + " arguments");
        }
    }

    @Nullable
    Object attribute(String name) {
        return switch (name) {
            case "name" -> definition.name() == null ? None.NONE : definition.name();
            case "arguments" ->
                Tuple.of(definition.parameters().stream()
                        .<Object>map(Stmt.Parameter::name)
                        .toList());
            case "catch_kwargs" -> definition.extras().contains("kwargs");
            case "catch_varargs" -> definition.extras().contains("varargs");
            case "caller" -> definition.extras().contains("caller");
            default -> null;
        };
    }

    @Override
    public String display() {
        return "<Macro " + (definition.name() == null ? "anonymous" : "'" + definition.name() + "'") + ">";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
