package org.menura.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.generate.sample.Sampler;

/** A conversation with a model. What the model has read already is not read again. */
public final class ChatSession {
    private final ChatPrompt prompt;
    private final Sampler sampler;
    private final Generator.Options options;
    private final Generator generator;
    private final List<Message> messages = new ArrayList<>();
    private final @Nullable String system;
    private final Supplier<TokenSequence> open;
    private TokenSequence sequence;
    /** The text that the sequence's tokens stand for; empty if they must not be continued. */
    private String read = "";

    /**
     * An empty conversation.
     *
     * @param system what the model is told about its part; null for nothing
     * @throws org.menura.format.FormatException if the model has no chat template
     */
    public ChatSession(
            ModelBundle.Decoder bundle, @Nullable String system, Sampler sampler, Generator.Options options) {
        this(bundle, system, sampler, options, () -> new Session(bundle.model()));
    }

    /**
     * An empty conversation on sequences of the caller's making.
     *
     * @param system what the model is told about its part; null for nothing
     * @param open makes an empty sequence of the model
     * @throws org.menura.format.FormatException if the model has no chat template
     */
    public ChatSession(
            ModelBundle.Decoder bundle,
            @Nullable String system,
            Sampler sampler,
            Generator.Options options,
            Supplier<TokenSequence> open) {
        this.prompt = new ChatPrompt(bundle.text().chatTemplate(), bundle.text().tokenizer());
        this.sampler = sampler;
        this.options = options;
        this.generator = new Generator(bundle.text().tokenizer());
        this.system = system;
        this.open = open;
        this.sequence = open.get();
        reset();
    }

    /** Forgets all but the system message. */
    public void reset() {
        messages.clear();
        if (system != null) {
            messages.add(Message.of("system", system));
        }
    }

    /** The conversation so far. */
    public List<Message> messages() {
        return List.copyOf(messages);
    }

    /** The tokens of the conversation, with what the model remembers of them. */
    public TokenSequence sequence() {
        return sequence;
    }

    /**
     * A turn: what the user says, and the model's reply, which becomes part of the conversation. If this fails, the
     * conversation is as before.
     *
     * @param listener gets the reply piece by piece
     */
    public Generator.Result say(String text, Consumer<String> listener) {
        List<Message> with = new ArrayList<>(messages);
        with.add(Message.of("user", text));
        String rendered = prompt.render(with);
        if (!rendered.startsWith(read) || read.isEmpty()) {
            sequence = open.get();
            read = "";
        }
        int[] unread = prompt.ids(rendered.substring(read.length()));
        read = "";
        Generator.Result result = generator.generate(sequence, unread, sampler, options, listener);
        Generator.settle(sequence, result);
        boolean stopped = result.reason() == Generator.Reason.STOP;
        boolean byToken = stopped && options.endIds().contains(result.tokens().getLast());
        if (!stopped || byToken) {
            read = rendered + prompt.guarded(result.text());
        }
        with.add(Message.of("assistant", result.text()));
        messages.clear();
        messages.addAll(with);
        return result;
    }
}
