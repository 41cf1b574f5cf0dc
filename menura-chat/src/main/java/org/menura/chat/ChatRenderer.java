package org.menura.chat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.chat.template.ChatTemplate;
import org.menura.chat.template.RenderOptions;
import org.menura.chat.template.Rendered;
import org.menura.chat.template.TemplateException;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.format.tokenizer.Tokenizer;

/**
 * A renderer of conversations: applies a chat template and tokenises the prompt. Control tokens come from the template
 * alone: where a message holds the text of one, it stays text ({@link #ids} knows it by marks that {@link #render}
 * leaves in the text). Immutable.
 */
public final class ChatRenderer {
    /** Forms in which templates are given the content of messages. */
    private enum Contents {
        /** Plain texts. */
        TEXTS,
        /** Lists of parts, as templates of multimodal models have it. */
        PARTS,
        /** Texts in which a placeholder and a line break stand for each image or audio. */
        INLINE
    }

    private static final String TOOLS = "tools";
    private static final String DOCUMENTS = "documents";
    private static final String THINKING = "thinking";

    /** The names that messages have for reasoning, in the order in which they count. */
    private static final List<String> REASONING = List.of(Message.REASONING, THINKING, "reasoning");

    private static final RenderOptions OPTIONS = RenderOptions.defaults().withMutableValues();

    /** A template with the form in which it takes calls of tools. */
    private record Source(ChatTemplate template, ToolCallForm calls) {
        Source(ChatTemplate template) {
            this(template, new ToolCallForm(template));
        }
    }

    private final Source usual;
    /** Renders conversations in which there are tools to call. */
    private final Source forTools;

    private final Tokenizer tokenizer;
    private final ControlGuard guard;
    private final Map<String, @Nullable Object> variables;
    private final Map<Modality, Integer> placeholders;
    private final String signals;

    /** Creates the renderer of a text model; the template is given {@code bos_token} and the like of the tokenizer. */
    public ChatRenderer(ChatTemplate template, Tokenizer tokenizer) {
        this(new Source(template), tokenizer);
    }

    private ChatRenderer(Source source, Tokenizer tokenizer) {
        this(source, source, tokenizer, new ControlGuard(tokenizer, List.of()), new HashMap<>(), Map.of(), "");
        token("bos_token", tokenizer.bos());
        token("eos_token", tokenizer.eos());
        token("pad_token", tokenizer.pad());
        token("unk_token", tokenizer.unk());
    }

    private ChatRenderer(
            Source usual,
            Source forTools,
            Tokenizer tokenizer,
            ControlGuard guard,
            Map<String, @Nullable Object> variables,
            Map<Modality, Integer> placeholders,
            String signals) {
        this.usual = usual;
        this.forTools = forTools;
        this.tokenizer = tokenizer;
        this.guard = guard;
        this.variables = variables;
        this.placeholders = placeholders;
        this.signals = signals;
    }

    private void token(String name, OptionalInt id) {
        id.ifPresent(i -> variables.put(name, tokenizer.token(i)));
    }

    /** Returns a copy with more variables for the template, such as {@code enable_thinking}. */
    public ChatRenderer with(Map<String, ?> more) {
        Map<String, @Nullable Object> all = new HashMap<>(variables);
        all.putAll(more);
        return new ChatRenderer(usual, forTools, tokenizer, guard, all, placeholders, signals);
    }

    /** Returns a copy that renders conversations with tools to call by another template. */
    public ChatRenderer withToolTemplate(ChatTemplate template) {
        return new ChatRenderer(usual, new Source(template), tokenizer, guard, variables, placeholders, signals);
    }

    /** Returns a copy that gives the template tools to call: JSON schemas of functions. */
    public ChatRenderer withTools(List<? extends Map<String, ?>> tools) {
        return withGuarded(TOOLS, tools);
    }

    /** Returns a copy that gives the template documents to answer from: maps of title and text. */
    public ChatRenderer withDocuments(List<? extends Map<String, ?>> documents) {
        return withGuarded(DOCUMENTS, documents);
    }

    private ChatRenderer withGuarded(String name, List<?> values) {
        return with(Map.of(name, Objects.requireNonNull(guarded(values, false))));
    }

    /**
     * Returns a copy for a model with other modalities than text in its input or output.
     *
     * @param places ids of the tokens that stand for inputs; those below 0 have none
     * @param drawn ids of the tokens that the model says for an image that it draws; none if it draws nothing
     */
    public ChatRenderer withMedia(Map<Modality, Integer> places, List<Integer> drawn) {
        Map<Modality, Integer> known = new EnumMap<>(Modality.class);
        known.putAll(places);
        known.values().removeIf(id -> id < 0 || id >= tokenizer.size());
        ControlGuard stricter = new ControlGuard(
                tokenizer, known.values().stream().map(tokenizer::token).toList());
        String said = drawn.stream().map(tokenizer::token).collect(Collectors.joining());
        return new ChatRenderer(usual, forTools, tokenizer, stricter, variables, known, said);
    }

    /**
     * Returns the input media of a conversation: all images and audio but the images that the model generated itself.
     */
    public List<Content> media(List<Message> messages) {
        return messages.stream()
                .flatMap(m -> m.content().stream().filter(c -> !(c instanceof Content.Text) && !isDrawn(m, c)))
                .toList();
    }

    private boolean isDrawn(Message message, Content content) {
        return !signals.isEmpty() && message.isAssistant() && content.modality() == Modality.IMAGE;
    }

    /**
     * Encodes a conversation of texts, followed by the generation prompt for the assistant's next turn, as token ids.
     */
    public int[] encode(List<Message> messages) {
        return ids(render(messages, true).text());
    }

    /**
     * Returns whether the template takes messages of the system: it writes what they say, or names the role, and does not refuse
     * a conversation that begins with one.
     */
    public boolean takesSystem() {
        String said = "Menura";
        try {
            String text = render(List.of(Message.system(said), Message.user(".")), true)
                    .text();
            return text.contains(said) || usual.template().mentions(Role.SYSTEM.name());
        } catch (TemplateException _) {
            return false;
        }
    }

    /**
     * Renders a conversation with the chat template. Templates are given texts; where there are images or audio lists
     * of parts, or, should that leave some without a place, texts with placeholders.
     *
     * @param introduce whether what introduces the assistant's next turn follows
     * @return with marks around what must stay text
     * @throws TemplateException if the template refuses the conversation
     * @throws FormatException if the template has no places for the conversation's images and audio
     */
    public Rendered render(List<Message> messages, boolean introduce) {
        List<Content> media = media(messages);
        if (media.isEmpty() && placeholders.isEmpty()) {
            return render(Contents.TEXTS, messages, introduce);
        }
        for (Content content : media) {
            if (!placeholders.containsKey(content.modality())) {
                throw new FormatException("A conversation shows %s, but the model takes in %s."
                        .formatted(
                                content instanceof Content.MediaFile(var _, var file) ? file : content.modality(),
                                placeholders.isEmpty() ? "text alone" : "no input of that kind"));
            }
        }
        FormatException problem = null;
        Rendered silent = null;
        for (Contents way :
                media.isEmpty() ? List.of(Contents.TEXTS, Contents.PARTS) : List.of(Contents.PARTS, Contents.INLINE)) {
            try {
                Rendered rendered = render(way, messages, introduce);
                checkPlaces(rendered.text(), media);
                if (!media.isEmpty() || says(rendered.text(), messages)) {
                    return rendered;
                }
                silent = silent == null ? rendered : silent;
            } catch (FormatException e) {
                problem = problem == null ? e : problem;
            }
        }
        if (silent != null) {
            return silent;
        }
        throw Objects.requireNonNull(problem);
    }

    /**
     * Returns whether the text said last to the assistant is in the rendering: templates of parts may pass over texts.
     */
    private boolean says(String rendered, List<Message> messages) {
        for (Message message : messages.reversed()) {
            String said = message.isAssistant() ? "" : content(message).strip();
            if (!said.isEmpty()) {
                return rendered.contains(said.split("\\s+", 2)[0]);
            }
        }
        return true;
    }

    private void checkPlaces(String rendered, List<Content> media) {
        placeholders.forEach((modality, id) -> {
            long wanted = media.stream().filter(c -> c.modality() == modality).count();
            int places = ControlGuard.count(rendered, tokenizer.token(id));
            if (places != wanted && !media.isEmpty()) {
                throw new FormatException("the chat template gives %d places for %d inputs of the kind %s"
                        .formatted(places, wanted, modality));
            }
        });
    }

    private Rendered render(Contents way, List<Message> messages, boolean introduce) {
        boolean given = variables.get(TOOLS) != null;
        Source source = given ? forTools : usual;
        // transformers gives all templates these, as none where there is nothing to give
        Map<String, @Nullable Object> context = context(way, source, messages, introduce);
        context.putIfAbsent(TOOLS, null);
        context.putIfAbsent(DOCUMENTS, null);
        try {
            return source.template().render(context, OPTIONS);
        } catch (TemplateException e) {
            if (given) {
                throw e;
            }
            return withoutTools(context(way, source, messages, introduce), e);
        }
    }

    /** Renders by a template for tools alone, which takes no tools at best as an empty list. */
    private Rendered withoutTools(Map<String, @Nullable Object> context, TemplateException before) {
        context.put(TOOLS, List.of());
        context.putIfAbsent(DOCUMENTS, null);
        try {
            return usual.template().render(context, OPTIONS);
        } catch (TemplateException _) {
            throw before;
        }
    }

    private Map<String, @Nullable Object> context(
            Contents way, Source source, List<Message> messages, boolean introduce) {
        Map<String, @Nullable Object> context = new HashMap<>(variables);
        context.put(
                "messages",
                messages.stream().map(m -> context(way, source.calls(), m)).toList());
        context.put("add_generation_prompt", introduce);
        return context;
    }

    private Map<String, @Nullable Object> context(Contents way, ToolCallForm form, Message message) {
        Map<String, @Nullable Object> context = new LinkedHashMap<>();
        context.put("role", guard.guarded(message.role().name(), false));
        context.put(
                "content",
                way == Contents.PARTS
                        ? message.content().stream().map(c -> part(message, c)).toList()
                        : content(message));
        message.fields().forEach((name, value) -> context.put(name, guarded(value, message.isAssistant())));
        if (context.get(Message.TOOL_CALLS) instanceof List<?> calls) {
            context.put(Message.TOOL_CALLS, form.of(calls));
            if (way != Contents.PARTS && !calls.isEmpty() && message.content().isEmpty() && form.takesNull()) {
                context.put("content", null);
            }
        }
        REASONING.stream()
                .map(context::get)
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresent(reasoning -> nameReasoning(context, reasoning));
        return context;
    }

    /** Gives reasoning the names that templates read: the usual one, and gpt-oss's. */
    private static void nameReasoning(Map<String, @Nullable Object> message, Object reasoning) {
        if (!message.containsKey(THINKING)) {
            message.put(THINKING, reasoning);
        }
        message.put(Message.REASONING, reasoning);
    }

    private Map<String, Object> part(Message message, Content content) {
        return content instanceof Content.Text || isDrawn(message, content)
                ? Map.of("type", "text", "text", text(message, content))
                : Map.of("type", content.modality().key());
    }

    /** Returns the text that stands for a message's content in a rendering; adjacent texts are lines of their own. */
    public String content(Message message) {
        StringBuilder out = new StringBuilder();
        Content before = null;
        for (Content part : message.content()) {
            if (before instanceof Content.Text && part instanceof Content.Text && !out.isEmpty()) {
                out.append('\n');
            }
            out.append(text(message, part));
            before = part;
        }
        return out.toString();
    }

    private String text(Message message, Content content) {
        if (content instanceof Content.Text(String text)) {
            return guard.guarded(text, message.isAssistant());
        }
        Integer place = placeholders.get(content.modality());
        return isDrawn(message, content) ? signals : place == null ? "" : tokenizer.token(place) + "\n";
    }

    private @Nullable Object guarded(@Nullable Object value, boolean isAssistants) {
        return switch (value) {
            case null -> null;
            case String text -> guard.guarded(text, isAssistants);
            case List<?> list -> {
                List<@Nullable Object> out = new ArrayList<>();
                list.forEach(v -> out.add(guarded(v, isAssistants)));
                yield out;
            }
            case Map<?, ?> map -> {
                Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>();
                map.forEach((name, v) -> out.put(guarded(name, isAssistants), guarded(v, isAssistants)));
                yield out;
            }
            default -> value;
        };
    }

    /** Tokenises the text that {@link #render} returned, or a part of it. */
    public int[] ids(String rendered) {
        return guard.ids(rendered, Map.of());
    }

    /** Tokenises like {@link #ids}, with {@link #place} instead of an id where an image or audio has its place. */
    public int[] placedIds(String rendered) {
        Map<Integer, Integer> places = new HashMap<>();
        placeholders.forEach((modality, id) -> places.put(id, place(modality)));
        return guard.ids(rendered, places);
    }

    /** Returns the placeholder that stands among token ids for an input of a modality: a number below 0. */
    public static int place(Modality modality) {
        return -1 - modality.ordinal();
    }

    /** Returns the modality whose placeholder {@link #place} an id is; null for the id of a token. */
    public static @Nullable Modality placed(int id) {
        return id < 0 ? Modality.values()[-1 - id] : null;
    }
}
