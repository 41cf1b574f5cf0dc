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

/**
 * A conversation with a model, whose tokens are kept in the KV cache between turns. What the model has read already is
 * not read again.
 */
public final class ChatSession {
    private final LoadedModel.Decoder bundle;
    private final ChatRenderer chat;
    private final Answering generator;
    private final List<Message> messages = new ArrayList<>();
    private Sampler sampler;
    private Generator.Options options;
    private @Nullable String system;
    /** Messages after the system message that the model no longer sees. */
    private int forgotten;

    private final Supplier<TokenSequence> open;
    private @Nullable MultimodalProcessor processor;
    private TokenSequence sequence;
    /** The text that the sequence's tokens stand for; empty if they must not be continued. */
    private String read = "";

    /**
     * Creates an empty conversation.
     *
     * @param system the system message; null for none
     * @throws org.menura.format.FormatException if the model has no chat template
     */
    public ChatSession(
            LoadedModel.Decoder bundle, @Nullable String system, Sampler sampler, Generator.Options options) {
        this(bundle, system, sampler, options, new MediaGenerator(bundle), () -> new Session(bundle.model()));
    }

    /**
     * Creates an empty conversation on sequences of the caller's making.
     *
     * @param system the system message; null for none
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
        /** Generates the answer, whose parts {@code listener} gets. */
        MediaGenerator.Answer generate(
                TokenSequence sequence,
                Prompt prompt,
                Sampler sampler,
                Generator.Options options,
                Consumer<Content> listener);
    }

    /** Creates an empty conversation whose answers come from elsewhere. */
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

    /** Clears the conversation but for the system message. */
    public void reset() {
        messages.clear();
        forgotten = 0;
        if (system != null) {
            messages.add(Message.system(system));
        }
    }

    /**
     * Replaces the system message; the conversation stays.
     *
     * @param text null for nothing
     */
    public void system(@Nullable String text) {
        system = text;
        messages.removeIf(m -> m.role().equals(Role.SYSTEM));
        if (text != null) {
            messages.addFirst(Message.system(text));
        }
    }

    /** Replaces the conversation by another one, such as one that was saved. */
    public void messages(List<Message> conversation) {
        system = null;
        messages.clear();
        forgotten = 0;
        for (Message message : conversation) {
            if (messages.isEmpty() && message.role().equals(Role.SYSTEM)) {
                system = message.text();
            }
            messages.add(message);
        }
    }

    /** Replaces the sampler and the options of the answers that follow. */
    public void sampling(Sampler next, Generator.Options nextOptions) {
        sampler = next;
        options = nextOptions;
    }

    /**
     * Removes the last turn.
     *
     * @return the content of the user's message in it; empty if there is none
     */
    public List<Content> undo() {
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).role().equals(Role.USER)) {
                List<Content> said = messages.get(i).content();
                messages.subList(i, messages.size()).clear();
                return said;
            }
        }
        return List.of();
    }

    /**
     * Generates the answer of the last turn anew. If this fails, the conversation is as before.
     *
     * @throws IllegalArgumentException if there is no turn
     */
    public MediaGenerator.Answer again(Consumer<Content> listener) {
        List<Message> before = messages();
        List<Content> said = undo();
        if (said.isEmpty()) {
            throw new IllegalArgumentException("there is no answer yet to give anew");
        }
        boolean answered = false;
        try {
            MediaGenerator.Answer answer = say(said, listener);
            answered = true;
            return answer;
        } finally {
            if (!answered) {
                messages.clear();
                messages.addAll(before);
            }
        }
    }

    /** Counts the messages that no longer fit into the context: the oldest after the system message. */
    public int forgotten() {
        return forgotten;
    }

    /** Returns the messages of the conversation so far. */
    public List<Message> messages() {
        return List.copyOf(messages);
    }

    /** Returns the token sequence of the conversation, with its KV cache. */
    public TokenSequence sequence() {
        return sequence;
    }

    /**
     * Adds a turn of texts: the user's message, and the model's reply, which becomes part of the conversation. If this
     * fails, the conversation is as before.
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
     * Adds a turn of texts, images and audio: the user's message, and the model's reply, which becomes part of the
     * conversation. If this fails, the conversation is as before. Where the context has no room for more, the oldest
     * turns are no longer shown to the model ({@link #forgotten}).
     *
     * @param parts in order
     * @param listener gets the reply: texts piece by piece, and pictures
     * @throws org.menura.format.FormatException if the model has no sense for one of them
     */
    public MediaGenerator.Answer say(List<? extends Content> parts, Consumer<Content> listener) {
        List<Message> with = new ArrayList<>(messages);
        with.add(new Message(Role.USER, parts));
        Window window = window(with);
        if (!window.goesOn) {
            sequence = open.get();
        }
        read = "";
        MediaGenerator.Answer answer = generator.generate(sequence, window.unread, sampler, options, listener);
        Generator.Result result = answer.result();
        boolean stopped = result.reason() == Generator.Reason.STOP;
        boolean byToken = stopped && options.endIds().contains(result.tokens().getLast());
        with.add(new Message(Role.ASSISTANT, answer.parts()));
        if ((!stopped || byToken) && !answer.isBroken()) {
            read = window.rendered + chat.content(with.getLast());
        }
        forgotten = window.forgotten;
        messages.clear();
        messages.addAll(with);
        return answer;
    }

    /**
     * What the model is shown of a conversation.
     *
     * @param rendered its text
     * @param goesOn whether it begins with what the sequence holds
     * @param unread what the sequence lacks of it
     * @param forgotten how many messages after the system message are left out
     */
    private record Window(String rendered, boolean goesOn, Prompt unread, int forgotten) {}

    /** As much of a conversation as leaves room for an answer: once it is too long, half of the context's length. */
    private Window window(List<Message> with) {
        int skipped = Math.min(forgotten, with.size() - 1);
        Window window = window(with, skipped);
        long context = sequence.contextLength();
        long room = Math.min(options.maxTokens(), context / 4);
        if (length(window) + room <= context) {
            return window;
        }
        while (length(window) > context / 2) {
            skipped = nextTurn(with, skipped);
            if (skipped < 0) {
                break;
            }
            window = window(with, skipped);
        }
        return window;
    }

    private long length(Window window) {
        return (window.goesOn ? sequence.length() : 0) + window.unread.ids().length;
    }

    /** How many messages to leave out so that the next of the user's comes first; negative if none remains. */
    private static int nextTurn(List<Message> messages, int skipped) {
        int start = first(messages);
        for (int i = start + skipped + 1; i < messages.size(); i++) {
            if (messages.get(i).role().equals(Role.USER)) {
                return i - start;
            }
        }
        return -1;
    }

    /** Where the conversation begins after the system message. */
    private static int first(List<Message> messages) {
        return messages.getFirst().role().equals(Role.SYSTEM) ? 1 : 0;
    }

    private Window window(List<Message> all, int skipped) {
        List<Message> shown = new ArrayList<>(all.subList(0, first(all)));
        shown.addAll(all.subList(first(all) + skipped, all.size()));
        List<Content> media = chat.media(shown);
        MultimodalProcessor perceiver = media.isEmpty() ? null : processor();
        String rendered = chat.render(shown, true).text();
        boolean goesOn = !read.isEmpty() && rendered.startsWith(read);
        String end = goesOn ? rendered.substring(read.length()) : rendered;
        Prompt unread = perceiver == null ? Prompt.of(chat.ids(end)) : perceiver.prompt(chat.placedIds(end), media);
        return new Window(rendered, goesOn, unread, skipped);
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
