package org.menura.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Content;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.StreamDecoder;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.batch.Engine;
import org.menura.generate.embed.Embedder;
import org.menura.generate.load.AdapterSet;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.sample.Sampler;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Seq2SeqSession;
import org.menura.generate.session.Session;
import org.menura.generate.session.TextScores;
import org.menura.generate.session.TokenSequence;
import org.menura.model.CausalModel;

/**
 * A model that {@link Menura#load} loaded: it continues texts, talks, scores and embeds, each where its kind can.
 *
 * <p>Thread-safe: any number of threads may call one model. What they ask for queues on an {@link Engine}, where texts that
 * are under way together share each reading of the weights, and each becomes, byte for byte, what it would be alone.
 * Conversations belong to one thread at a time. A thread that is interrupted while it waits gets what there is of its
 * text so far, with {@link Generator.Reason#CANCELLED}.
 */
public final class LanguageModel implements AutoCloseable {
    private final LoadedModel loaded;
    private final @Nullable AdapterSet adapters;
    private final LoadOptions options;
    private final Set<Integer> endIds;
    private final @Nullable Engine engine;
    private @Nullable Embedder embedder; // guarded by this
    private volatile boolean closed;

    LanguageModel(LoadedModel loaded, @Nullable AdapterSet adapters, LoadOptions options) {
        this.loaded = loaded;
        this.adapters = adapters;
        this.options = options;
        this.endIds = loaded.text().hasTokenizer() ? loaded.text().endIds() : Set.of();
        this.engine = loaded instanceof LoadedModel.Decoder d && loaded.text().hasTokenizer()
                ? new Engine(d.model(), loaded.text().tokenizer(), options.limits())
                : null;
    }

    // --- texts

    /** Continues a text as {@link GenerationOptions#defaults} say. */
    public Result generate(String prompt) {
        return generate(prompt, GenerationOptions.defaults(), null);
    }

    /** Continues a text as {@link GenerationOptions#defaults} say, and streams it. */
    public Result generate(String prompt, Consumer<String> listener) {
        return generate(prompt, GenerationOptions.defaults(), listener);
    }

    /** Continues a text; see {@link #generate(String, GenerationOptions, Consumer)}. */
    public Result generate(String prompt, GenerationOptions how) {
        return generate(prompt, how, null);
    }

    /**
     * Continues a text; of an encoder–decoder, writes what follows from it.
     *
     * @param listener gets the text on the calling thread, in pieces that never end inside a character or a stop string;
     *     what it throws ends the text and is thrown here; null for none
     * @return what follows the prompt
     * @throws FormatException if the model writes no text
     * @throws org.menura.generate.session.ContextOverflowException if the prompt is longer than the context
     * @throws IllegalStateException if the model is closed
     */
    public Result generate(String prompt, GenerationOptions how, @Nullable Consumer<String> listener) {
        if (loaded instanceof LoadedModel.Seq2Seq s) {
            checkOpen();
            int[] source = tokenizer().encode(prompt, true, true);
            TokenSequence written = new Seq2SeqSession(s.model(), source);
            return new Generator(tokenizer())
                    .generate(written, new int[0], how.sampler(), how.forGenerator(endIds), listener);
        }
        return generate(newSession(how), Prompt.of(loaded.text().prompt(prompt)), how, listener);
    }

    /** Continues texts together; each is what it would be alone. If some fail, the first failure is thrown at the end. */
    public List<Result> generateAll(List<String> prompts) {
        return generateAll(prompts, GenerationOptions.defaults());
    }

    /**
     * Continues texts together; see {@link #generateAll(List)}. With a seed, each is drawn as {@link #generate} would
     * draw it.
     */
    public List<Result> generateAll(List<String> prompts, GenerationOptions how) {
        if (loaded instanceof LoadedModel.Seq2Seq) {
            return prompts.stream().map(prompt -> generate(prompt, how)).toList();
        }
        List<Engine.Task> tasks =
                prompts.stream().map(prompt -> submit(prompt, how, null)).toList();
        List<Result> results = new ArrayList<>();
        RuntimeException failure = null;
        for (Engine.Task task : tasks) {
            try {
                results.add(awaited(task, null));
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return results;
    }

    /**
     * Begins to continue a text, and returns at once.
     *
     * @param listener gets the text in pieces on the engine's thread, so it must return soon; null for none
     * @throws FormatException if the model is no decoder
     * @throws IllegalStateException if the model is closed
     */
    public Engine.Task submit(String prompt, GenerationOptions how, @Nullable Consumer<String> listener) {
        Session session = newSession(how);
        int[] ids;
        try {
            ids = loaded.text().prompt(prompt);
        } catch (IllegalArgumentException e) {
            return new Engine.Task(CompletableFuture.failedFuture(e), () -> {});
        }
        return engine().submit(session, Prompt.of(ids), how.sampler(), how.forGenerator(endIds), listener);
    }

    /** Generates on the engine what follows a prompt in a session, which may go on afterwards. */
    Result generate(Session session, Prompt prompt, GenerationOptions how, @Nullable Consumer<String> listener) {
        return generate(session, prompt, how.sampler(), how.forGenerator(endIds), listener);
    }

    private Result generate(
            Session session,
            Prompt prompt,
            Sampler sampler,
            Generator.Options how,
            @Nullable Consumer<String> listener) {
        if (engine().isOwnThread()) {
            throw new IllegalStateException("a listener of submit(...) must not wait for another text of the same model;"
                    + " call generate(...) from a thread of your own");
        }
        BlockingQueue<String> pieces = listener == null ? null : new LinkedBlockingQueue<>();
        Engine.Task task = engine().submit(session, prompt, sampler, how, pieces == null ? null : pieces::add);
        return awaited(task, listener == null || pieces == null ? null : new Pieces(pieces, listener));
    }

    // --- conversations

    /**
     * Answers a message without a memory of earlier ones, through the model's chat template.
     *
     * @throws FormatException if the model has no chat template
     */
    public String chat(String message) {
        return newChat().say(message, _ -> {}).text();
    }

    /** Begins a conversation; see {@link #newChat(String, GenerationOptions)}. */
    public ChatSession newChat() {
        return newChat(null, GenerationOptions.defaults());
    }

    /** Begins a conversation whose system message is given; see {@link #newChat(String, GenerationOptions)}. */
    public ChatSession newChat(@Nullable String system) {
        return newChat(system, GenerationOptions.defaults());
    }

    /**
     * Begins a conversation. Conversations of different threads share passes as other texts do; each belongs to one thread
     * at a time.
     *
     * @param system what the model is told about its part; null for nothing
     * @throws FormatException if the model has no chat template, or is no decoder
     */
    public ChatSession newChat(@Nullable String system, GenerationOptions how) {
        LoadedModel.Decoder model = decoder();
        MediaGenerator media = new MediaGenerator(model);
        ChatSession.Answering answering = (sequence, prompt, sampler, generation, listener) -> {
            checkOpen();
            boolean isText = prompt.embeds().isEmpty() && model.drawing() == null;
            if (!isText || !(sequence instanceof Session session)) {
                return media.generate(sequence, prompt, sampler, generation, listener);
            }
            Result result = generate(
                    session, prompt, sampler, generation, piece -> listener.accept(new Content.Text(piece)));
            Generator.settle(session, result);
            return new MediaGenerator.Answer(
                    List.of(new Content.Text(result.text())), result, false);
        };
        return new ChatSession(
                model, system, how.sampler(), how.forGenerator(endIds), answering, () -> newSession(how));
    }

    // --- numbers

    /**
     * Scores a given text: how likely the model holds each of its tokens.
     *
     * @return the tokens in order; the first one is left out in models without a token that begins a text, as nothing
     *     stands before it
     * @throws FormatException if the model is no decoder
     * @throws IllegalArgumentException if the text is longer than the context, or too short to have a score
     */
    public List<TokenScore> score(String text) {
        CausalModel model = model(GenerationOptions.defaults());
        TextScores scores = TextScores.of(model, loaded.text().prompt(text), 0);
        StreamDecoder decoder = tokenizer().stream(true, scores.first());
        return scores.tokens().stream()
                .map(t -> new TokenScore(t.id(), decoder.add(t.id()), t.logProb(), t.rank()))
                .toList();
    }

    /** Embeds a text; see {@link Embedder#text}. */
    public float[] embed(String text) {
        return embedder().text(text);
    }

    /**
     * Embeds texts, many in each pass, as sentence-transformers does; see {@link Embedder#texts}.
     *
     * @throws FormatException if the model embeds no texts
     * @throws IllegalArgumentException if a text has no tokens; the message says which
     */
    public List<float[]> embed(List<String> texts) {
        return embedder().texts(texts);
    }

    /** The embeddings of this model, also of pictures where it has them. */
    public synchronized Embedder embedder() {
        checkOpen();
        Embedder made = embedder;
        if (made == null) {
            made = Embedder.of(loaded, null, false);
            embedder = made;
        }
        return made;
    }

    // --- what lies below

    /** What was loaded. */
    public LoadedModel loaded() {
        return loaded;
    }

    /** An empty sequence of this model, for those who run it themselves. */
    public Session newSession() {
        return newSession(GenerationOptions.defaults());
    }

    private Session newSession(GenerationOptions how) {
        Session session = new Session(model(how), options.cacheType());
        if (options.context() < session.contextLength()) {
            session.limitContext(options.context());
        }
        return session;
    }

    private CausalModel model(GenerationOptions how) {
        LoadedModel.Decoder model = decoder();
        if (how.adapters() == null) {
            return model.model();
        }
        if (adapters == null) {
            if (how.adapters().weights().isEmpty()) {
                return model.model();
            }
            throw new IllegalArgumentException("there is no adapter %s, nor any other; load the model with it"
                    .formatted(how.adapters()));
        }
        return adapters.model(how.adapters());
    }

    private LoadedModel.Decoder decoder() {
        checkOpen();
        return switch (loaded) {
            case LoadedModel.Decoder d -> d;
            case LoadedModel.Seq2Seq s ->
                throw new FormatException(
                        s.source().path() + " is an encoder-decoder; this is for decoders, it writes with generate");
            case LoadedModel.Encoder e ->
                throw new FormatException(e.source().path() + " is a text encoder, which writes no text; embed it");
            case LoadedModel.Speech s ->
                throw new FormatException(s.source().path() + " writes what it hears; give it to a Transcriber");
            case LoadedModel.Images _, LoadedModel.Dual _ ->
                throw new FormatException(loaded.source().path() + " embeds pictures and writes no text");
        };
    }

    private Engine engine() {
        LoadedModel.Decoder model = decoder();
        if (engine == null) {
            throw new FormatException(model.source().path() + " comes without a tokenizer");
        }
        return engine;
    }

    private Tokenizer tokenizer() {
        return loaded.text().tokenizer();
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the model was closed; load it again");
        }
    }

    /** Completes the texts that are under way, and ends. */
    @Override
    public void close() {
        closed = true;
        if (engine != null) {
            engine.close();
        }
    }

    // --- waiting

    /** What the engine's thread hands over, and who hears it on the caller's. */
    private record Pieces(BlockingQueue<String> queue, Consumer<String> listener) {
        private static final String END = "";

        void endWith(CompletableFuture<Result> result) {
            result.whenComplete((_, _) -> queue.add(END));
        }

        /** Whether there may be more. */
        boolean pass() throws InterruptedException {
            String piece = queue.take();
            if (piece.equals(END)) {
                return false;
            }
            listener.accept(piece);
            return true;
        }
    }

    private static Result awaited(Engine.Task task, @Nullable Pieces pieces) {
        boolean interrupted = false;
        boolean more = pieces != null;
        if (pieces != null) {
            pieces.endWith(task.result());
        }
        try {
            while (true) {
                try {
                    while (pieces != null && more) {
                        more = pieces.pass();
                    }
                    return task.result().get();
                } catch (InterruptedException _) {
                    interrupted = true;
                    task.stop();
                }
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (CancellationException e) {
            throw new IllegalStateException("the text was cancelled", e);
        } finally {
            task.result().cancel(false); // where the listener failed
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
