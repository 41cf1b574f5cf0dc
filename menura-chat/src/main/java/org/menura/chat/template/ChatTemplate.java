package org.menura.chat.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    private final List<Stmt> body;
    private final Frames frames;

    private ChatTemplate(List<Stmt> body) {
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
        return new ChatTemplate(new Parser(Lexer.tokenize(source)).parseTemplate());
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
        Budget budget = new Budget(options.limits(), options.mutable());
        Rendering rendering = new Rendering(budget, options.clock());
        Scope globals = new Scope(null);
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

    /** Copies Java values into a template's values, so that nothing else can reach it. */
    private static final class Conversion {
        private static final int MAX_DEPTH = 400;

        private Conversion() {}

        static Object fromJava(@Nullable Object value) {
            return convert(value, 0);
        }

        private static Object convert(@Nullable Object value, int depth) {
            if (depth > MAX_DEPTH) {
                throw new TemplateException(
                        "The data given to the template nests deeper than " + MAX_DEPTH + " levels");
            }
            return switch (value) {
                case null -> None.NONE;
                case String s -> s;
                case Boolean b -> b;
                case Byte n -> n.longValue();
                case Short n -> n.longValue();
                case Integer n -> n.longValue();
                case Long n -> n;
                case BigInteger n -> PythonNumbers.normal(n);
                case Float n -> n.doubleValue();
                case Double n -> n;
                case BigDecimal n -> n.doubleValue();
                case Map<?, ?> map -> {
                    Dict dict = new Dict();
                    map.forEach((k, v) -> dict.put(convert(k, depth + 1), convert(v, depth + 1)));
                    yield dict;
                }
                case List<?> list -> {
                    List<Object> copy = new ArrayList<>(list.size());
                    list.forEach(item -> copy.add(convert(item, depth + 1)));
                    yield copy;
                }
                default ->
                    throw new TemplateException("The template was given a value of the unsupported Java type "
                            + value.getClass().getName() + "; use strings, numbers, booleans, null, lists and maps");
            };
        }
    }
}
