package org.menura.chat.template;

import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A parsed chat template. Immutable, and safe to render from many threads at once.
 *
 * <p>The environment is that of Hugging Face transformers: Jinja2's immutable sandbox with {@code trim_blocks} and
 * {@code lstrip_blocks}, loop controls, the {@code generation} tag, {@code tojson} without HTML escaping,
 * {@code raise_exception} and {@code strftime_now}. There is no loader, so {@code include}, {@code import} and
 * {@code extends} fail, and so does what would make two renderings differ ({@code random}, {@code lipsum}).
 *
 * <p>Strings of the context are data: what looks like template code in a message is printed as it stands.
 */
public final class ChatTemplate {
    private final String source;
    private final List<Stmt> body;
    private final Frames frames;

    private ChatTemplate(String source, List<Stmt> body) {
        this.source = source;
        this.body = body;
        this.frames = Frames.of(body);
    }

    /**
     * Parses a chat template.
     *
     * @param source the text of {@code chat_template.jinja} or of {@code chat_template} in {@code tokenizer_config.json}
     * @throws TemplateException if it is not a template
     */
    public static ChatTemplate parse(String source) {
        return new ChatTemplate(source, new Parser(Lexer.tokenize(source, Dialect.CHAT), Set.of()).parseTemplate());
    }

    /** Returns whether the template's source holds a word, such as the name of a role. */
    public boolean mentions(String word) {
        return source.contains(word);
    }

    /** Renders the template with the system's clock and the default limits; see {@link #render(Map, RenderOptions)}. */
    public Rendered render(Map<String, ?> context) {
        return render(context, RenderOptions.defaults());
    }

    /**
     * Renders the template.
     *
     * @param context the variables: {@code messages}, {@code add_generation_prompt}, {@code tools}, {@code bos_token},
     *     and what else the template reads. Values are strings, numbers, booleans, null, lists and maps of those.
     * @throws TemplateException if the template fails or raises an error, or a limit is passed
     */
    public Rendered render(Map<String, ?> context, RenderOptions options) {
        Budget budget = new Budget(options.limits(), options.mutable(), Dialect.CHAT);
        Rendering rendering = new Rendering(budget, options.clock(), Map.of());
        Scope globals = new Scope(Dialect.CHAT.strict());
        TemplateGlobals.define(globals);
        context.forEach((name, value) -> globals.set(name, Conversion.fromJava(value)));
        Output out = new Output(budget);
        try {
            new Interpreter(rendering, frames).run(body, globals, out);
        } catch (ConcurrentModificationException e) {
            throw new TemplateException("The template changes a list or dict while it loops over it");
        }
        return new Rendered(out.text(), out.spans());
    }
}
