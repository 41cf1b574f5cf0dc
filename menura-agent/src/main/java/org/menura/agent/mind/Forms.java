package org.menura.agent.mind;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.ChatRenderer;
import org.menura.chat.Message;
import org.menura.chat.template.TemplateException;
import org.menura.chat.tool.AnswerOptions;
import org.menura.chat.tool.ToolChoice;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.json.Json;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.AnswerPlan;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.constrain.GrammarConstraint;
import org.menura.generate.constrain.grammar.GrammarException;
import org.menura.generate.constrain.structural.CallCount;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.prompt.RenderedChat;

/** What forms of answers mean for a model: its prompt, the constraint that forces the form, how the answer is read. */
final class Forms {
    private static final String ANSWER = "Menura";

    private final LoadedModel.Decoder decoder;
    private final TokenPaths paths;
    private final Quotes quotes = new Quotes();
    private @Nullable Frame frame;
    private @Nullable Boolean takesSystem;

    Forms(LoadedModel.Decoder decoder) {
        this.decoder = decoder;
        this.paths = new TokenPaths(decoder.text().tokenizer());
    }

    /**
     * What the template writes around an answer that is not the answer's own.
     *
     * @param before blanks between what introduces an answer and the answer: a space in the templates of Llama 2 and Mistral, whose
     *     models begin with a token that has one
     * @param after the text that ends an answer, such as a line end; empty where a control token ends it
     */
    record Frame(String before, String after) {
        static final Frame NONE = new Frame("", "");
    }

    /**
     * How an answer is asked for.
     *
     * @param options the answers to choose among; empty if the form is another
     */
    record Form(
            org.menura.generate.session.Prompt prompt,
            @Nullable Constraint constraint,
            @Nullable AnswerPlan plan,
            int maxTokens,
            Frame frame,
            List<String> options) {
        Form(
                org.menura.generate.session.Prompt prompt,
                @Nullable Constraint constraint,
                @Nullable AnswerPlan plan,
                int maxTokens) {
            this(prompt, constraint, plan, maxTokens, Frame.NONE, List.of());
        }

        /** Returns the answer without what stands around it. */
        String answer(String text) {
            String said = text.startsWith(frame.before())
                    ? text.substring(frame.before().length())
                    : text;
            return options.contains(said)
                    ? said
                    : options.stream()
                            .filter(o -> said.startsWith(o) && frame.after().startsWith(said.substring(o.length())))
                            .max(Comparator.comparingInt(String::length))
                            .orElse(said);
        }
    }

    /**
     * An answer as the tokenizer writes it.
     *
     * @param end the token behind it that the template's end of an answer begins with; -1 if control tokens end answers
     */
    record Written(int[] ids, int end) {}

    private Tokenizer tokenizer() {
        return decoder.text().tokenizer();
    }

    /** Whether the model's template has a form for calls. */
    boolean callsTools() {
        return decoder.text().answers().callsTools();
    }

    /** Writes answers to choose among. */
    List<Written> written(List<String> answers) {
        Frame around = frame();
        return answers.stream().map(answer -> written(around, answer)).toList();
    }

    private Written written(Frame around, String answer) {
        int[] ids = paths.of(around.before() + answer);
        if (around.after().isEmpty()) {
            return new Written(ids, -1);
        }
        int[] ended = paths.of(around.before() + answer + around.after());
        boolean endsApart = Arrays.mismatch(ids, ended) == ids.length;
        return new Written(ids, endsApart ? ended[ids.length] : -1);
    }

    /**
     * Returns how an answer is asked for.
     *
     * @param most most tokens of answers whose form sets no limit
     */
    Form form(Prompt prompt, Ask ask, int most) {
        try {
            return switch (ask) {
                case Ask.Text(int asked) -> {
                    RenderedChat chat = rendered(prompt, true);
                    AnswerOptions reading = reading(chat, callsTools() ? prompt.tools() : List.of());
                    AnswerPlan plan = AnswerPlan.of(decoder.text(), reading, ToolChoice.NONE, CallCount.ONE, null);
                    yield new Form(chat.prompt(decoder), null, plan, asked == Integer.MAX_VALUE ? most : asked);
                }
                case Ask.Choice(List<String> options) -> {
                    if (options.isEmpty()) {
                        throw new MindException("a choice among no options");
                    }
                    List<Written> all = written(options);
                    yield new Form(
                            rendered(prompt, false).prompt(decoder),
                            ChoiceConstraint.of(all, tokenizer()),
                            null,
                            all.stream().mapToInt(w -> w.ids().length).max().orElse(0) + 2,
                            frame(),
                            options);
                }
                case Ask.Quote(List<String> documents, int length) ->
                    new Form(
                            rendered(prompt, false).prompt(decoder),
                            new GrammarConstraint(
                                    quotes.of(documents), decoder.text().vocabulary()),
                            null,
                            length);
                case Ask.Json(JsonNode schema) -> json(prompt, schema, most);
                case Ask.Calls calls ->
                    callsTools() ? calls(prompt, calls, most) : json(prompt, PlainCalls.schema(calls), most);
            };
        } catch (GrammarException e) {
            throw new MindException("no answer can have this form: " + e.getMessage(), e);
        }
    }

    private Form json(Prompt prompt, JsonNode schema, int most) {
        RenderedChat chat = rendered(prompt, true);
        AnswerPlan plan =
                AnswerPlan.of(decoder.text(), reading(chat, List.of()), ToolChoice.NONE, CallCount.ONE, schema);
        return new Form(chat.prompt(decoder), plan.constraint(), plan, most);
    }

    private Form calls(Prompt prompt, Ask.Calls ask, int most) {
        RenderedChat chat = rendered(prompt, true);
        AnswerPlan plan = AnswerPlan.of(
                decoder.text(),
                reading(chat, ask.tools()),
                ask.min() == 0 ? ToolChoice.AUTO : ToolChoice.REQUIRED,
                new CallCount(Math.max(1, ask.min()), Math.max(1, ask.max())),
                null);
        return new Form(chat.prompt(decoder), plan.constraint(), plan, most);
    }

    private static AnswerOptions reading(RenderedChat chat, List<ToolDefinition> tools) {
        return AnswerOptions.DEFAULT.withTools(tools).withGenerationPrompt(chat.introduction());
    }

    private synchronized Frame frame() {
        Frame found = frame;
        if (found == null) {
            found = frame(decoder.chat().with(Map.of("enable_thinking", false)));
            frame = found;
        }
        return found;
    }

    private synchronized boolean takesSystem() {
        Boolean found = takesSystem;
        if (found == null) {
            found = decoder.chat().takesSystem();
            takesSystem = found;
        }
        return found;
    }

    private Frame frame(ChatRenderer chat) {
        List<Message> question = List.of(Message.user(ANSWER));
        try {
            String asked = chat.render(question, true).text();
            String whole = chat.render(List.of(question.getFirst(), Message.assistant(ANSWER)), false)
                    .text();
            int at = whole.startsWith(asked) ? whole.indexOf(ANSWER, asked.length()) : -1;
            if (at < 0) {
                return Frame.NONE;
            }
            String before = RenderedChat.bare(whole.substring(asked.length(), at));
            String after = RenderedChat.bare(whole.substring(at + ANSWER.length()));
            boolean controlled = tokenizer().addedTokens().stream().anyMatch(t -> after.contains(t.content()));
            return new Frame(before.isBlank() ? before : "", controlled ? "" : after);
        } catch (TemplateException _) {
            return Frame.NONE; // a template that wants more than a question
        }
    }

    /** Renders a conversation; the model may reason first if {@code reasons}. */
    RenderedChat rendered(Prompt prompt, boolean reasons) {
        ChatRenderer chat = decoder.chat();
        if (!reasons) {
            chat = chat.with(Map.of("enable_thinking", false));
        }
        List<Message> messages = prompt.messages();
        if (!callsTools()) {
            messages = PlainCalls.messages(prompt, takesSystem());
        } else if (!prompt.tools().isEmpty()) {
            chat = chat.withTools(prompt.tools().stream().map(Forms::json).toList());
        }
        return RenderedChat.of(chat, messages, true, false);
    }

    /** A tool as chat templates read it. */
    private static Map<String, Object> json(ToolDefinition tool) {
        Object parameters = Json.plain(tool.parameters());
        return Map.of(
                "type",
                "function",
                "function",
                Map.of(
                        "name",
                        tool.name(),
                        "description",
                        tool.description(),
                        "parameters",
                        parameters == null ? Map.of() : parameters));
    }
}
