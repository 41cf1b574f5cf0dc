package org.menura.chat.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.chat.template.Token.Kind;

/** Parses what operators stand between: literals, names and brackets, with their attributes, calls, filters and tests. */
final class OperandParser {
    private final ExpressionParser expressions;
    private final TokenStream tokens;
    private final Nesting nesting;
    private final List<TemplateException> unknown = new ArrayList<>();

    OperandParser(ExpressionParser expressions, TokenStream tokens, Nesting nesting) {
        this.expressions = expressions;
        this.tokens = tokens;
        this.nesting = nesting;
    }

    int unknownNames() {
        return unknown.size();
    }

    /** Drops the unknown names behind the first {@code mark}: inside a conditional they fail only once applied. */
    void forgiveUnknownNames(int mark) {
        unknown.subList(mark, unknown.size()).clear();
    }

    void checkNames() {
        if (!unknown.isEmpty()) {
            throw unknown.getFirst();
        }
    }

    Expr primary() {
        Token token = tokens.next();
        return switch (token.kind()) {
            case NAME -> name(token.text());
            case NUMBER -> new Expr.Literal(token.value());
            case STRING -> {
                StringBuilder text = new StringBuilder(token.text());
                while (tokens.current().kind() == Kind.STRING) {
                    text.append(tokens.next().text());
                }
                yield new Expr.Literal(text.toString());
            }
            case OPERATOR -> bracket(token);
            default ->
                throw new TemplateException(
                        "The template has " + token.describe() + " where an expression is expected", token.line());
        };
    }

    private Expr name(String name) {
        return switch (name) {
            case "true", "True" -> new Expr.Literal(true);
            case "false", "False" -> new Expr.Literal(false);
            case "none", "None" -> new Expr.Literal(None.NONE);
            default -> {
                nesting.load(name);
                yield new Expr.Name(name);
            }
        };
    }

    private Expr bracket(Token token) {
        nesting.enter(token.line());
        Expr result = switch (token.text()) {
            case "(" -> {
                Expr inner = expressions.tupleOrNull(true);
                tokens.expectOperator(")");
                yield inner == null ? new Expr.TupleLiteral(List.of()) : inner;
            }
            case "[" -> new Expr.ListLiteral(items());
            case "{" -> new Expr.DictLiteral(pairs());
            default ->
                throw new TemplateException(
                        "The template has " + token.describe() + " where an expression is expected", token.line());
        };
        nesting.leave();
        return result;
    }

    private List<Expr> items() {
        List<Expr> items = new ArrayList<>();
        while (!tokens.skipOperator("]")) {
            items.add(expressions.expression());
            if (!tokens.current().isOperator("]")) {
                tokens.expectOperator(",");
            }
        }
        return items;
    }

    private List<Expr.Pair> pairs() {
        List<Expr.Pair> pairs = new ArrayList<>();
        while (!tokens.skipOperator("}")) {
            Expr key = expressions.expression();
            tokens.expectOperator(":");
            pairs.add(new Expr.Pair(key, expressions.expression()));
            if (!tokens.current().isOperator("}")) {
                tokens.expectOperator(",");
            }
        }
        return pairs;
    }

    Expr postfix(Expr target) {
        Expr result = target;
        while (true) {
            if (tokens.skipOperator(".")) {
                result = attribute(result);
            } else if (tokens.skipOperator("[")) {
                result = subscript(result);
            } else if (tokens.current().isOperator("(")) {
                result = call(result);
            } else {
                return result;
            }
        }
    }

    private Expr attribute(Expr target) {
        Token token = tokens.next();
        return switch (token.kind()) {
            case NAME -> new Expr.Attribute(target, token.text());
            case NUMBER -> new Expr.Item(target, new Expr.Literal(token.value()));
            default ->
                throw new TemplateException(
                        "The template has " + token.describe() + " where an attribute's name is expected",
                        token.line());
        };
    }

    private Expr subscript(Expr target) {
        Expr start = tokens.current().isOperator(":") ? null : expressions.expression();
        if (tokens.skipOperator(":")) {
            Expr stop = bound();
            Expr step = tokens.skipOperator(":") ? bound() : null;
            tokens.expectOperator("]");
            return new Expr.Slice(target, start, stop, step);
        }
        List<Expr> keys = new ArrayList<>();
        if (start != null) {
            keys.add(start);
        }
        while (tokens.skipOperator(",")) {
            keys.add(expressions.expression());
        }
        tokens.expectOperator("]");
        return new Expr.Item(target, keys.size() == 1 ? keys.getFirst() : new Expr.TupleLiteral(keys));
    }

    private @Nullable Expr bound() {
        return tokens.current().isOperator(":") || tokens.current().isOperator("]") ? null : expressions.expression();
    }

    private Expr call(Expr callee) {
        int line = tokens.line();
        return new Expr.Call(callee, arguments(), line);
    }

    private Expr.CallArguments arguments() {
        tokens.expectOperator("(");
        List<Expr> positional = new ArrayList<>();
        List<Expr.Keyword> keywords = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Expr spread = null;
        Expr spreadKeywords = null;
        while (!tokens.skipOperator(")")) {
            Token token = tokens.current();
            boolean legal = spreadKeywords == null;
            if (tokens.skipOperator("*")) {
                legal &= spread == null;
                spread = expressions.expression();
            } else if (tokens.skipOperator("**")) {
                spreadKeywords = expressions.expression();
            } else if (token.kind() == Kind.NAME && tokens.peek().isOperator("=")) {
                tokens.next();
                tokens.next();
                legal &= names.add(token.text());
                keywords.add(new Expr.Keyword(token.text(), expressions.expression()));
            } else {
                legal &= spread == null && keywords.isEmpty();
                positional.add(expressions.expression());
            }
            if (!legal) {
                throw new TemplateException("The arguments of a call are in the wrong order or repeated", token.line());
            }
            if (!tokens.current().isOperator(")")) {
                tokens.expectOperator(",");
            }
        }
        return new Expr.CallArguments(positional, keywords, spread, spreadKeywords);
    }

    Expr filtersAndTests(Expr input) {
        Expr result = input;
        while (true) {
            if (tokens.skipOperator("|")) {
                result = filter(result);
            } else if (tokens.skipName("is")) {
                result = test(result);
            } else if (tokens.current().isOperator("(")) {
                result = call(result);
            } else {
                return result;
            }
        }
    }

    /** {@code | f | g(x)}, possibly none. */
    Expr filters(Expr input) {
        Expr result = input;
        while (tokens.skipOperator("|")) {
            result = filter(result);
        }
        return result;
    }

    /** {@code f | g(x)}, at least one. */
    Expr filterChain(Expr input) {
        return filters(filter(input));
    }

    private Expr filter(Expr input) {
        int line = tokens.line();
        String name = dottedName();
        Expr.CallArguments arguments = tokens.current().isOperator("(") ? arguments() : Expr.CallArguments.NONE;
        Filter filter = Filters.get(name);
        if (filter == null && !tokens.isGivenFilter(name)) {
            unknown("filter", name, line);
        }
        return new Expr.FilterCall(input, name, filter, arguments, line);
    }

    private Expr test(Expr input) {
        int line = tokens.line();
        boolean negated = tokens.skipName("not");
        String name = dottedName();
        Expr.CallArguments arguments = Expr.CallArguments.NONE;
        if (tokens.current().isOperator("(")) {
            arguments = arguments();
        } else if (startsTestArgument(tokens.current())) {
            Expr argument = postfix(primary());
            arguments = new Expr.CallArguments(List.of(argument), List.of(), null, null);
        }
        Test test = Tests.get(name);
        if (test == null) {
            unknown("test", name, line);
        }
        Expr result = new Expr.TestCall(input, name, test, arguments, line);
        return negated ? new Expr.Not(result) : result;
    }

    private boolean startsTestArgument(Token token) {
        if (token.isName("is")) {
            throw new TemplateException("Tests with 'is' cannot be chained", token.line());
        }
        return switch (token.kind()) {
            case NAME -> !tokens.currentIsName("else", "or", "and");
            case STRING, NUMBER -> true;
            case OPERATOR -> token.isOperator("[") || token.isOperator("{");
            default -> false;
        };
    }

    private String dottedName() {
        StringBuilder name =
                new StringBuilder(tokens.expect(Kind.NAME, "a name").text());
        while (tokens.skipOperator(".")) {
            name.append('.').append(tokens.expect(Kind.NAME, "a name").text());
        }
        return name.toString();
    }

    private void unknown(String kind, String name, int line) {
        if (!nesting.isSoft()) {
            unknown.add(new TemplateException("There is no " + kind + " named '" + name + "'", line));
        }
    }
}
