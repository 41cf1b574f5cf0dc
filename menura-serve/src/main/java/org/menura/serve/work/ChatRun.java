package org.menura.serve.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.AnswerEvent;
import org.menura.chat.tool.AnswerFormat;
import org.menura.chat.tool.AnswerOptions;
import org.menura.chat.tool.ToolChoice;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.AnswerPlan;
import org.menura.generate.AnswerReader;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.load.ModelTokenizer;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.TokenEvent;
import org.menura.serve.http.EventStream;
import org.menura.serve.http.Exchange;
import org.menura.serve.model.Lease;

/** Answers in a conversation that are under way: texts, read as text, reasoning and tool calls as they come. */
public final class ChatRun {
    /** What happens to one of the answers. */
    public sealed interface Event {
        /** Returns which of the answers. */
        int choice();
    }

    /**
     * A piece of an answer.
     *
     * @param events what it says; may be none
     * @param logProbs entries of its tokens in OpenAI's shape, if asked for
     */
    public record Piece(int choice, List<AnswerEvent> events, List<Map<String, @Nullable Object>> logProbs)
            implements Event {}

    /** A picture that the model has drawn. */
    public record Picture(int choice, byte[] png) implements Event {}

    /**
     * The end of an answer.
     *
     * @param reason in OpenAI's words: stop, length or tool_calls
     */
    public record Ended(int choice, Generator.Result result, String reason) implements Event {}

    /** Hears of what happens to the answers. */
    @FunctionalInterface
    public interface Listener {
        /** Hears of an event. */
        void accept(Event event);
    }

    private final ChatRequest request;
    private final Tokenizer tokenizer;
    private final @Nullable TextRun run;
    private final @Nullable DrawnAnswer drawn;
    private final List<AnswerReader> readers = new ArrayList<>();
    private final Usage usage = new Usage();
    private int promptTokens;

    private ChatRun(ChatRequest request, Tokenizer tokenizer, @Nullable TextRun run, @Nullable DrawnAnswer drawn) {
        this.request = request;
        this.tokenizer = tokenizer;
        this.run = run;
        this.drawn = drawn;
    }

    /**
     * Begins the answers to a request.
     *
     * @throws org.menura.serve.http.HttpError if it can't be answered as it asks
     */
    public static ChatRun start(Services services, Exchange exchange, Lease lease, ChatRequest request)
            throws Exception {
        ChatPrompt rendered = ChatPrompt.of(lease, request.conversation());
        Contexts.check("messages", rendered.ids().length, Contexts.of(lease));
        ModelTokenizer text = rendered.bundle().text();
        AnswerPlan plan = Constraints.plan(request, text, rendered.rendered().introduction());
        Tokenizer tokenizer = text.tokenizer();
        Constraint made = plan.constraint();
        Prompt prompt = rendered.prompt(services.background(), exchange);
        Contexts.check("messages", prompt.ids().length, Contexts.of(lease));
        if (DrawnAnswer.fits(rendered.bundle(), request)) {
            DrawnAnswer drawn = DrawnAnswer.start(services, exchange, lease, rendered.bundle(), prompt, request);
            return new ChatRun(request, tokenizer, null, drawn).reading(null, plan.reading(), prompt);
        }
        TextRun run = TextRun.start(
                services,
                exchange,
                lease,
                "chat",
                List.of(prompt),
                request.options(),
                Generator.NO_LOG_PROBS,
                made == null ? null : _ -> made.copy());
        return new ChatRun(request, tokenizer, run, null).reading(plan.format(), plan.reading(), prompt);
    }

    /**
     * Begins the continuation of a text, read as an answer of text alone.
     *
     * @param ids the text
     */
    public static ChatRun continuing(
            Services services, Exchange exchange, Lease lease, int[] ids, TextOptions options) {
        Contexts.check("prompt", ids.length, Contexts.of(lease));
        LoadedModel loaded = TextRun.language(lease).loaded();
        Prompt prompt = Prompt.of(ids);
        TextRun run = TextRun.start(
                services,
                exchange,
                lease,
                "text_completion",
                List.of(prompt),
                options,
                Generator.NO_LOG_PROBS,
                Constraints.of(options.form(), loaded.text()));
        ChatRequest request =
                ChatRequest.of(ChatFields.Conversation.of(List.of()), options).withChoice(ToolChoice.NONE, false);
        return new ChatRun(request, loaded.text().tokenizer(), run, null).reading(null, AnswerOptions.DEFAULT, prompt);
    }

    private ChatRun reading(@Nullable AnswerFormat format, AnswerOptions options, Prompt prompt) {
        promptTokens = prompt.ids().length;
        for (int i = 0; i < request.options().choices(); i++) {
            readers.add(new AnswerReader(
                    format, options, tokenizer, prompt, request.options().stops()));
        }
        return this;
    }

    /** Returns the tokens of the prompt, before any answer. */
    public int promptTokens() {
        return promptTokens;
    }

    /** Returns the tokens counted so far. */
    public Usage usage() {
        return usage;
    }

    /**
     * Takes all events until each answer has ended.
     *
     * @param stream gets signs of life in silence; null for none
     */
    public void forEach(@Nullable EventStream stream, Listener listener) {
        if (drawn != null) {
            drawn.forEach(stream, (text, picture) -> {
                if (picture != null) {
                    listener.accept(new Picture(0, picture));
                } else {
                    listener.accept(new Piece(0, List.of(new AnswerEvent.Text(text)), List.of()));
                }
            });
            usage.add(drawn.result(), true);
            listener.accept(new Ended(0, drawn.result(), TextRun.reason(drawn.result())));
        } else if (run != null) {
            run.forEach(stream, event -> take(event, listener));
        }
    }

    private void take(TextRun.Event event, Listener listener) {
        AnswerReader reader = readers.get(event.index());
        switch (event) {
            case TextRun.Token(int index, TokenEvent token) -> {
                List<AnswerEvent> events = shown(reader.read(token));
                List<Map<String, @Nullable Object>> probs = entry(token);
                if (!events.isEmpty() || !probs.isEmpty()) {
                    listener.accept(new Piece(index, events, probs));
                }
            }
            case TextRun.End(int index, Generator.Result result) -> {
                List<AnswerEvent> events = shown(reader.finish());
                if (!events.isEmpty()) {
                    listener.accept(new Piece(index, events, List.of()));
                }
                usage.add(result, index == 0);
                usage.addReasoning(reader.reasoningTokens());
                String reason = TextRun.reason(result);
                listener.accept(
                        new Ended(index, result, reason.equals("stop") && reader.hasCalls() ? "tool_calls" : reason));
            }
            case TextRun.Failed _ -> {}
        }
    }

    private List<Map<String, @Nullable Object>> entry(TokenEvent token) {
        int most = request.options().logProbs();
        return most < 0 || !token.isToken() || token.isEnd()
                ? List.of()
                : List.of(LogProbsJson.entry(token, tokenizer, most));
    }

    private List<AnswerEvent> shown(List<AnswerEvent> events) {
        if (request.showReasoning()) {
            return events;
        }
        return events.stream()
                .filter(e -> !(e instanceof AnswerEvent.Reasoning))
                .toList();
    }

    /** Returns whether calls of tools may come. */
    public boolean mayCall() {
        return !(request.choice() instanceof ToolChoice.None);
    }
}
