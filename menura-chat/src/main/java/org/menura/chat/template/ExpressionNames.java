package org.menura.chat.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The variables that an expression reads. */
final class ExpressionNames {
    private ExpressionNames() {}

    static void visit(Expr root, Consumer<String> names) {
        List<Expr> left = new ArrayList<>(List.of(root));
        while (!left.isEmpty()) {
            Expr expr = left.removeLast();
            if (expr instanceof Expr.Name name) {
                names.accept(name.name());
            }
            for (Expr child : children(expr)) {
                if (child != null) {
                    left.add(child);
                }
            }
        }
    }

    private static List<? extends @Nullable Expr> children(Expr expr) {
        return switch (expr) {
            case Expr.Literal e -> List.of();
            case Expr.Name e -> List.of();
            case Expr.ListLiteral e -> e.items();
            case Expr.TupleLiteral e -> e.items();
            case Expr.DictLiteral e ->
                e.pairs().stream()
                        .flatMap(pair -> List.of(pair.key(), pair.value()).stream())
                        .toList();
            case Expr.Attribute e -> List.of(e.target());
            case Expr.Item e -> List.of(e.target(), e.key());
            case Expr.Slice e -> nullable(e.target(), e.start(), e.stop(), e.step());
            case Expr.Call e -> arguments(e.callee(), e.arguments());
            case Expr.FilterCall e -> arguments(e.input(), e.arguments());
            case Expr.TestCall e -> arguments(e.input(), e.arguments());
            case Expr.Not e -> List.of(e.operand());
            case Expr.Negate e -> List.of(e.operand());
            case Expr.Plus e -> List.of(e.operand());
            case Expr.Binary e -> List.of(e.left(), e.right());
            case Expr.Concat e -> e.parts();
            case Expr.Compare e -> {
                List<Expr> parts = new ArrayList<>(List.of(e.first()));
                e.rest().forEach(operand -> parts.add(operand.expr()));
                yield parts;
            }
            case Expr.And e -> List.of(e.left(), e.right());
            case Expr.Or e -> List.of(e.left(), e.right());
            case Expr.Conditional e -> nullable(e.test(), e.then(), e.otherwise());
        };
    }

    private static List<@Nullable Expr> nullable(@Nullable Expr... expressions) {
        List<@Nullable Expr> list = new ArrayList<>();
        Collections.addAll(list, expressions);
        return list;
    }

    private static List<? extends @Nullable Expr> arguments(Expr first, Expr.CallArguments arguments) {
        List<@Nullable Expr> parts = nullable(first, arguments.spread(), arguments.spreadKeywords());
        parts.addAll(arguments.positional());
        arguments.keywords().forEach(keyword -> parts.add(keyword.value()));
        return parts;
    }
}
