package org.menura.chat.template;

import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import org.menura.tensor.annotation.Extension;

/**
 * A parsed template of plain text: Jinja2's default environment with {@code StrictUndefined} and
 * {@code keep_trailing_newline}, as evaluation tasks use it. Immutable, and safe to render from many threads at once.
 *
 * <p>Other than in a {@link ChatTemplate}, blocks leave their line breaks in place, a variable that is not there is an
 * error unless it is only asked for ({@code is defined}, {@code default}), and lists may be changed.
 */
@Extension
public final class TextTemplate {
    private final List<Stmt> body;
    private final Frames frames;
    private final Map<String, TextFilter> filters;

    private TextTemplate(List<Stmt> body, Map<String, TextFilter> filters) {
        this.body = body;
        this.frames = Frames.of(body);
        this.filters = filters;
    }

    /**
     * Parses a template.
     *
     * @param filters filters by name, besides Jinja2's own
     * @throws TemplateException if it is not a template
     */
    public static TextTemplate parse(String source, Map<String, TextFilter> filters) {
        return new TextTemplate(
                new Parser(Lexer.tokenize(source, Dialect.TEXT), filters.keySet()).parseTemplate(),
                Map.copyOf(filters));
    }

    /**
     * Renders the template.
     *
     * @param context the variables: strings, numbers, booleans, null, lists and maps of those
     * @throws TemplateException if the template fails, or a limit is passed
     */
    public String render(Map<String, ?> context) {
        RenderOptions options = RenderOptions.defaults().withMutableValues();
        Budget budget = new Budget(options.limits(), options.mutable(), Dialect.TEXT);
        Scope globals = new Scope(Dialect.TEXT.strict());
        TemplateGlobals.define(globals);
        context.forEach((name, value) -> globals.set(name, Conversion.fromJava(value)));
        Output out = new Output(budget);
        try {
            new Interpreter(new Rendering(budget, options.clock(), filters), frames).run(body, globals, out);
        } catch (ConcurrentModificationException e) {
            throw new TemplateException("The template changes a list or dict while it loops over it");
        }
        return out.text();
    }
}
