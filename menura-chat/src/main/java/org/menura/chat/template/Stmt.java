package org.menura.chat.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement. */
sealed interface Stmt {
    /** Name of the variable that holds a captured text for the filters of its block; no template can spell it. */
    String CAPTURED = "{captured}";

    int line();

    /** Text that is written as it stands. */
    record Data(String text, int line) implements Stmt {}

    record Print(Expr value, int line) implements Stmt {}

    record Assign(Target target, Expr value, int line) implements Stmt {}

    /** {@code {% set target | filter %}body{% endset %}}; {@code value} applies the filters to {@link #CAPTURED}. */
    record Capture(Target target, Expr value, List<Stmt> body, int line) implements Stmt {}

    record For(
            Target target,
            Expr iterable,
            @Nullable Expr condition,
            boolean recursive,
            List<Stmt> body,
            List<Stmt> otherwise,
            int line)
            implements Stmt {}

    record If(List<Branch> branches, List<Stmt> otherwise, int line) implements Stmt {}

    record Branch(Expr test, List<Stmt> body, int line) {}

    record Macro(MacroDefinition definition, int line) implements Stmt {}

    /** {@code {% call(parameters) macro(...) %}body{% endcall %}}. */
    record CallBlock(MacroDefinition caller, Expr.Call call, int line) implements Stmt {}

    /** {@code {% filter f %}body{% endfilter %}}; {@code value} applies the filters to {@link #CAPTURED}. */
    record FilterBlock(Expr value, List<Stmt> body, int line) implements Stmt {}

    record With(List<Target> targets, List<Expr> values, List<Stmt> body, int line) implements Stmt {}

    record Block(List<Stmt> body, int line) implements Stmt {}

    /** {@code {% generation %}body{% endgeneration %}}: what the assistant says. */
    record Generation(List<Stmt> body, int line) implements Stmt {}

    record Break(int line) implements Stmt {}

    record Continue(int line) implements Stmt {}

    /** A tag that needs other templates, which there are none of. */
    record NoLoader(String tag, int line) implements Stmt {}

    /**
     * What a macro or call block does.
     *
     * @param name null for the body of a call block
     * @param extras which of {@code varargs}, {@code kwargs} and {@code caller} the body reads
     */
    record MacroDefinition(
            @Nullable String name, List<Parameter> parameters, List<String> extras, List<Stmt> body, int line) {}

    record Parameter(String name, @Nullable Expr defaultValue) {}

    /** What can be assigned to. */
    sealed interface Target {}

    record Variable(String name) implements Target {}

    record Unpack(List<Target> targets) implements Target {}

    /** {@code namespace.attribute}. */
    record Member(String namespace, String attribute) implements Target {}
}
