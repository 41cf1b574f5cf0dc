package org.menura.chat.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.menura.chat.template.Stmt.Target;
import org.menura.chat.template.Token.Kind;

/** Parses tokens into statements; expressions are {@link ExpressionParser}'s. */
final class Parser {
    private static final Set<String> CONSTANTS = Set.of("true", "false", "True", "False", "none", "None");

    private final TokenStream tokens;
    private final ExpressionParser expressions;
    private final Nesting nesting = new Nesting();

    Parser(List<Token> tokens, Set<String> givenFilters) {
        this.tokens = new TokenStream(tokens, givenFilters);
        this.expressions = new ExpressionParser(this.tokens, nesting);
    }

    List<Stmt> parseTemplate() {
        List<Stmt> body = statements();
        if (tokens.current().kind() != Kind.END) {
            throw tokens.unexpected("a tag");
        }
        return body;
    }

    /** Statements up to one of the tags {@code ends}, whose block begin is consumed; without ends, up to the end. */
    private List<Stmt> statements(String... ends) {
        nesting.enter(tokens.line());
        List<Stmt> body = new ArrayList<>();
        while (true) {
            expressions.checkNames();
            Token token = tokens.next();
            switch (token.kind()) {
                case DATA -> body.add(new Stmt.Data(token.text(), token.line()));
                case VARIABLE_BEGIN -> {
                    body.add(new Stmt.Print(expressions.tuple(true), token.line()));
                    tokens.expect(Kind.VARIABLE_END, "'}}'");
                }
                case BLOCK_BEGIN -> {
                    if (tokens.currentIsName(ends)) {
                        nesting.leave();
                        return body;
                    }
                    statement(body);
                    tokens.expect(Kind.BLOCK_END, "'%}'");
                }
                default -> {
                    if (ends.length > 0) {
                        throw new TemplateException(
                                "The template ends where the tag " + String.join(" or ", ends) + " is missing",
                                token.line());
                    }
                    nesting.leave();
                    return body;
                }
            }
        }
    }

    /** The body of a tag: the end of the tag, then statements up to one of {@code ends}. */
    private List<Stmt> body(String... ends) {
        tokens.skipOperator(":");
        tokens.expect(Kind.BLOCK_END, "'%}'");
        return statements(ends);
    }

    private List<Stmt> bodyAndEnd(String end) {
        List<Stmt> body = body(end);
        tokens.next();
        return body;
    }

    private void statement(List<Stmt> body) {
        Token tag = tokens.next();
        if (tag.kind() != Kind.NAME) {
            throw new TemplateException("A tag begins with " + tag.describe() + " instead of a name", tag.line());
        }
        int line = tag.line();
        switch (tag.text()) {
            case "set" -> body.add(set(line));
            case "for" -> body.add(forLoop(line));
            case "if" -> body.add(ifBlock(line));
            case "macro" -> body.add(macro(line));
            case "call" -> body.add(callBlock(line));
            case "filter" -> body.add(filterBlock(line));
            case "with" -> body.add(with(line));
            case "block" -> body.add(block(line));
            case "generation" ->
                body.add(new Stmt.Generation(nesting.inFunction(() -> bodyAndEnd("endgeneration")), line));
            case "print" -> print(body, line);
            case "break", "continue" -> {
                if (!nesting.inLoop()) {
                    throw new TemplateException("The tag " + tag.text() + " is outside of a loop", line);
                }
                body.add(tag.text().equals("break") ? new Stmt.Break(line) : new Stmt.Continue(line));
            }
            case "include", "import", "from", "extends" -> {
                while (tokens.current().kind() != Kind.BLOCK_END
                        && tokens.current().kind() != Kind.END) {
                    tokens.next();
                }
                body.add(new Stmt.NoLoader(tag.text(), line));
            }
            case "autoescape" ->
                throw new TemplateException("The tag autoescape is refused: a prompt is not HTML", line);
            default -> throw new TemplateException("The tag '" + tag.text() + "' is unknown here", line);
        }
    }

    private Stmt set(int line) {
        Target target = targets(true);
        if (tokens.skipOperator("=")) {
            return new Stmt.Assign(target, expressions.tuple(true), line);
        }
        Expr value = nesting.inFrame(() -> expressions.filters(new Expr.Name(Stmt.CAPTURED)));
        List<Stmt> body = nesting.inFrame(() -> bodyAndEnd("endset"));
        return new Stmt.Capture(target, value, body, line);
    }

    private Stmt forLoop(int line) {
        nesting.enterFor();
        Target target = targets(false);
        tokens.expectName("in");
        Expr iterable = expressions.tuple(false);
        Expr condition = tokens.skipName("if") ? nesting.inFrame(() -> expressions.expression()) : null;
        boolean recursive = tokens.skipName("recursive");
        List<Stmt> body = nesting.inLoopBody(() -> body("endfor", "else"));
        List<Stmt> otherwise = List.of();
        if (tokens.next().isName("else")) {
            otherwise = recursive
                    ? nesting.inFunction(() -> bodyAndEnd("endfor"))
                    : nesting.inFrame(() -> bodyAndEnd("endfor"));
        }
        nesting.leaveFor();
        return new Stmt.For(target, iterable, condition, recursive, body, otherwise, line);
    }

    private Stmt ifBlock(int line) {
        List<Stmt.Branch> branches = new ArrayList<>();
        List<Stmt> otherwise = List.of();
        int branchLine = line;
        while (true) {
            int at = branchLine;
            branches.add(
                    nesting.soft(() -> new Stmt.Branch(expressions.tuple(false), body("elif", "else", "endif"), at)));
            Token end = tokens.next();
            branchLine = end.line();
            if (end.isName("else")) {
                otherwise = nesting.soft(() -> bodyAndEnd("endif"));
            }
            if (!end.isName("elif")) {
                return new Stmt.If(branches, otherwise, line);
            }
        }
    }

    private Stmt macro(int line) {
        String name = storedName();
        Nesting.Reads reads = nesting.enterMacro();
        List<Stmt.Parameter> parameters = parameters(reads);
        List<Stmt> body = nesting.inFunction(() -> bodyAndEnd("endmacro"));
        nesting.leaveMacro();
        return new Stmt.Macro(new Stmt.MacroDefinition(name, parameters, reads.extras(), body, line), line);
    }

    private Stmt callBlock(int line) {
        Nesting.Reads reads = nesting.enterMacro();
        List<Stmt.Parameter> parameters = tokens.current().isOperator("(") ? parameters(reads) : List.of();
        nesting.leaveMacro();
        if (!(expressions.expression() instanceof Expr.Call call)) {
            throw new TemplateException("The tag call needs a call of a macro", line);
        }
        nesting.resumeMacro(reads);
        List<Stmt> body = nesting.inFunction(() -> bodyAndEnd("endcall"));
        nesting.leaveMacro();
        return new Stmt.CallBlock(new Stmt.MacroDefinition(null, parameters, reads.extras(), body, line), call, line);
    }

    private List<Stmt.Parameter> parameters(Nesting.Reads reads) {
        List<Stmt.Parameter> parameters = new ArrayList<>();
        tokens.expectOperator("(");
        while (!tokens.current().isOperator(")")) {
            if (!parameters.isEmpty()) {
                tokens.expectOperator(",");
            }
            int line = tokens.line();
            String name = storedName();
            reads.declare(name);
            Expr defaultValue = tokens.skipOperator("=") ? nesting.inFrame(() -> expressions.expression()) : null;
            if (defaultValue == null
                    && !parameters.isEmpty()
                    && parameters.getLast().defaultValue() != null) {
                throw new TemplateException("The parameter '" + name + "' without default follows one with", line);
            }
            if (parameters.stream().anyMatch(p -> p.name().equals(name))) {
                throw new TemplateException("The parameter '" + name + "' is declared twice", line);
            }
            parameters.add(new Stmt.Parameter(name, defaultValue));
        }
        tokens.expectOperator(")");
        return parameters;
    }

    private Stmt filterBlock(int line) {
        Expr value = nesting.inFrame(() -> expressions.filterChain(new Expr.Name(Stmt.CAPTURED)));
        return new Stmt.FilterBlock(value, nesting.inFrame(() -> bodyAndEnd("endfilter")), line);
    }

    private Stmt with(int line) {
        List<Target> targets = new ArrayList<>();
        List<Expr> values = new ArrayList<>();
        while (tokens.current().kind() != Kind.BLOCK_END) {
            if (!targets.isEmpty()) {
                tokens.expectOperator(",");
            }
            targets.add(targets(false));
            tokens.expectOperator("=");
            values.add(expressions.expression());
        }
        return new Stmt.With(targets, values, nesting.inFrame(() -> bodyAndEnd("endwith")), line);
    }

    private Stmt block(int line) {
        String name = tokens.expect(Kind.NAME, "a name").text();
        tokens.skipName("scoped");
        List<Stmt> body = nesting.inFunction(() -> bodyAndEnd("endblock"));
        tokens.skipName(name);
        return new Stmt.Block(body, line);
    }

    private void print(List<Stmt> body, int line) {
        boolean first = true;
        while (tokens.current().kind() != Kind.BLOCK_END) {
            if (!first) {
                tokens.expectOperator(",");
            }
            body.add(new Stmt.Print(expressions.expression(), line));
            first = false;
        }
    }

    /** One assignment target, or several separated by commas. */
    private Target targets(boolean withMembers) {
        List<Target> targets = new ArrayList<>(List.of(target(withMembers)));
        boolean tuple = false;
        while (tokens.skipOperator(",")) {
            tuple = true;
            if (tokens.current().kind() == Kind.BLOCK_END || tokens.current().isOperator(")")) {
                break;
            }
            targets.add(target(withMembers));
        }
        return tuple ? new Stmt.Unpack(targets) : targets.getFirst();
    }

    private Target target(boolean withMembers) {
        if (tokens.skipOperator("(")) {
            nesting.enter(tokens.line());
            Target inner = targets(false);
            tokens.expectOperator(")");
            nesting.leave();
            return inner;
        }
        if (withMembers && tokens.peek().isOperator(".")) {
            String namespace = tokens.expect(Kind.NAME, "a name").text();
            nesting.load(namespace);
            tokens.next();
            return new Stmt.Member(namespace, tokens.expect(Kind.NAME, "a name").text());
        }
        return new Stmt.Variable(storedName());
    }

    private String storedName() {
        Token token = tokens.expect(Kind.NAME, "a name");
        String name = token.text();
        if (CONSTANTS.contains(name)) {
            throw new TemplateException("'" + name + "' cannot be assigned to", token.line());
        }
        nesting.store(name, token.line());
        return name;
    }
}
