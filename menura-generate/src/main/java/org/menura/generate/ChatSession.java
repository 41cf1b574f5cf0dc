package org.menura.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.chat.ChatRenderer;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.chat.Role;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.prompt.MultimodalProcessor;
import org.menura.generate.sample.Sampler;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Session;
import org.menura.generate.session.TokenSequence;

/** A conversation with a model. What the model has read already is not read again. */
public final class ChatSession {
    private final LoadedModel.Decoder bundle;
    private final ChatRenderer chat;
    private final Sampler sampler;
    private final Generator.Options options;
    private final Answering generator;
    private final List<Message> messages = new ArrayList<>();
    private final @Nullable String system;
    private final Supplier<TokenSequence> open;
    private @Nullable MultimodalProcessor processor;
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
            LoadedModel.Decoder bundle, @Nullable String system, Sampler sampler, Generator.Options options) {
        this(bundle, system, sampler, options, new MediaGenerator(bundle), () -> new Session(bundle.model()));
    }

    /**
     * An empty conversation on sequences of the caller's making.
     *
     * @param system what the model is told about its part; null for nothing
     * @param generator draws what the model asks for
     * @param open makes an empty sequence of the model; other ones than sessions take in and put out text alone
     * @throws org.menura.format.FormatException if the model has no chat template
     */
    public ChatSession(
            LoadedModel.Decoder bundle,
            @Nullable String system,
            Sampler sampler,
            Generator.Options options,
            MediaGenerator generator,
            Supplier<TokenSequence> open) {
        this(bundle, system, sampler, options, generator::generate, open);
    }

    /** Continues a sequence with what a user said, and then with the model's answer, as {@link MediaGenerator} does. */
    @FunctionalInterface
    interface Answering {
        /** The answer, whose parts {@code listener} has got. */
        MediaGenerator.Answer generate(
                TokenSequence sequence,
                Prompt prompt,
                Sampler sampler,
                Generator.Options options,
                Consumer<Content> listener);
    }

    /** An empty conversation whose answers come from elsewhere. */
    ChatSession(
            LoadedModel.Decoder bundle,
            @Nullable String system,
            Sampler sampler,
            Generator.Options options,
            Answering generator,
            Supplier<TokenSequence> open) {
        this.bundle = bundle;
        this.chat = bundle.chat();
        this.sampler = sampler;
        this.options = options;
        this.generator = generator;
        this.system = system;
        this.open = open;
        this.sequence = open.get();
        reset();
    }

    /** Forgets all but the system message. */
    public void reset() {
        messages.clear();
        if (system != null) {
            messages.add(Message.system(system));
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
     * A turn of texts: what the user says, and the model's reply, which becomes part of the conversation. If this fails,
     * the conversation is as before.
     *
     * @param listener gets the text of the reply piece by piece
     */
    public Generator.Result say(String text, Consumer<String> listener) {
        Consumer<Content> texts = part -> {
            if (part instanceof Content.Text(String piece)) {
                listener.accept(piece);
            }
        };
        return say(List.of(new Content.Text(text)), texts).result();
    }

    /**
     * A turn: what the user says, shows and plays, and the model's reply, which becomes part of the conversation. If this
     * fails, the conversation is as before.
     *
     * @param parts in order
     * @param listener gets the reply: texts piece by piece, and pictures
     * @throws org.menura.format.FormatException if the model has no sense for one of them
     */
    public MediaGenerator.Answer say(List<? extends Content> parts, Consumer<Content> listener) {
        List<Message> with = new ArrayList<>(messages);
        with.add(new Message(Role.USER, parts));
        List<Content> media = chat.media(with);
        MultimodalProcessor processor = media.isEmpty() ? null : processor();
        String rendered = chat.render(with, true).text();
        if (!rendered.startsWith(read) || read.isEmpty()) {
            sequence = open.get();
            read = "";
        }
        String end = rendered.substring(read.length());
        Prompt unread = processor == null ? Prompt.of(chat.ids(end)) : processor.prompt(chat.placedIds(end), media);
        read = "";
        MediaGenerator.Answer answer = generator.generate(sequence, unread, sampler, options, listener);
        Generator.Result result = answer.result();
        boolean stopped = result.reason() == Generator.Reason.STOP;
        boolean byToken = stopped && options.endIds().contains(result.tokens().getLast());
        with.add(new Message(Role.ASSISTANT, answer.parts()));
        if ((!stopped || byToken) && !answer.isBroken()) {
            read = rendered + chat.content(with.getLast());
        }
        messages.clear();
        messages.addAll(with);
        return answer;
    }

    private MultimodalProcessor processor() {
        MultimodalProcessor made = processor;
        if (made == null) {
            made = new MultimodalProcessor(bundle);
            processor = made;
        }
        return made;
    }
}
