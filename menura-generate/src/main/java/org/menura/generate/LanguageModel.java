package org.menura.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Content;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.StreamDecoder;
import org.menura.generate.batch.Engine;
import org.menura.generate.batch.EngineStats;
import org.menura.generate.batch.Request;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.embed.Embedder;
import org.menura.generate.embed.Reranker;
import org.menura.generate.load.AdapterSet;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParamsBuilder;
import org.menura.generate.sample.TokenRules;
import org.menura.generate.session.Generation;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Seq2SeqSession;
import org.menura.generate.session.Session;
import org.menura.generate.session.TextScores;
import org.menura.generate.session.TokenSequence;
import org.menura.model.CausalModel;
import org.menura.model.adapter.AdapterSelection;

/**
 * A model loaded by {@link Menura#load}, which continues texts, chats, scores and embeds, each where its kind can.
 *
 * <p>Thread-safe: any number of threads may call one model. Their texts share an {@link Engine}: those that are under way
 * together share each reading of the weights, and what prompts begin with is read once. Each becomes, byte for byte, what
 * it would be alone. Conversations belong to one thread at a time. A thread that
 * is interrupted gets what there is of its text so far, with {@link Generator.Reason#CANCELLED}, or a {@link
 * CancellationException} while its prompt is being read.
 */
public final class LanguageModel implements AutoCloseable {
    private final LoadedModel loaded;
    private final OpenModel opened;
    private final Set<Integer> endIds;
    private final TokenRules rules;
    private final @Nullable Engine engine;
    private @Nullable Embedder embedder; // guarded by this
    private @Nullable Reranker reranker; // guarded by this

    LanguageModel(LoadedModel loaded, @Nullable AdapterSet adapters, LoadOptions options) {
        this.loaded = loaded;
        this.opened = new OpenModel(loaded, adapters, options);
        this.endIds = loaded.text().hasTokenizer() ? loaded.text().endIds() : Set.of();
        this.rules = loaded.text().hasTokenizer() ? loaded.text().rules() : TokenRules.NONE;
        this.engine = loaded instanceof LoadedModel.Decoder d && loaded.text().hasTokenizer()
                ? new Engine(
                        d.model(), loaded.text().tokenizer(), options.limits(), options.cacheType(), opened::session)
                : null;
    }

    // --- texts

    /** Generates the continuation of a prompt with the {@linkplain GenerationOptions#defaults default options}. */
    public Result generate(String prompt) {
        return generate(prompt, GenerationOptions.defaults(), null);
    }

    /**
     * Generates the continuation of a prompt with the {@linkplain GenerationOptions#defaults default options}, and
     * streams it.
     */
    public Result generate(String prompt, Consumer<String> listener) {
        return generate(prompt, GenerationOptions.defaults(), listener);
    }

    /** Generates the continuation of a prompt; see {@link #generate(String, GenerationOptions, Consumer)}. */
    public Result generate(String prompt, GenerationOptions how) {
        return generate(prompt, how, null);
    }

    /**
     * Generates the continuation of a prompt; of an encoder–decoder, its output for it.
     *
     * @param listener gets the text on the calling thread, in pieces that never end inside a character or a stop string;
     *     what it throws ends the text and is thrown here; null for none
     * @return the text generated after the prompt
     * @throws FormatException if the model writes no text
     * @throws IllegalArgumentException if an encoder–decoder is to follow a constraint
     * @throws org.menura.generate.session.ContextOverflowException if the prompt is longer than the context
     * @throws IllegalStateException if the model is closed
     */
    public Result generate(String prompt, GenerationOptions how, @Nullable Consumer<String> listener) {
        if (loaded instanceof LoadedModel.Seq2Seq) {
            if (how.constraint() != null) {
                throw new IllegalArgumentException("encoder-decoders write no texts that follow a constraint");
            }
            Seq2SeqSession sequence = newSequence(prompt);
            Sampler sampler = how.sampler(this);
            sampler.accept(sequence.tokens());
            return new Generator(opened.tokenizer())
                    .generate(sequence, new int[0], sampler, how.forGenerator(this), listener);
        }
        Engine shared = engine();
        return shared.generate(request(prompt, how).withEvents(Generation.texts(listener)));
    }

    /**
     * Returns a request for the continuation of a prompt, as {@link #submit(Request)} and {@link Engine#generate} take it.
     *
     * @throws FormatException if the model is no decoder
     * @throws IllegalArgumentException if the prompt has no tokens, or an adapter is not loaded
     */
    public Request request(String prompt, GenerationOptions how) {
        Constraint constraint = how.constraint();
        return Request.of(Prompt.of(loaded.text().prompt(prompt)), how.sampler(this), how.forGenerator(this))
                .withModel(opened.model(how))
                .withConstraint(constraint == null ? null : constraint.copy());
    }

    /**
     * Generates the continuations of prompts together; each is what it would be alone. If some fail, the first failure
     * is thrown at the end.
     */
    public List<Result> generateAll(List<String> prompts) {
        return generateAll(prompts, GenerationOptions.defaults());
    }

    /**
     * Generates the continuations of prompts together; see {@link #generateAll(List)}. With a seed, each is drawn as
     * {@link #generate} would draw it.
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
                results.add(engine().await(task));
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
     * Submits a prompt to be continued, and returns at once.
     *
     * @param listener gets the text in pieces on the engine's thread, so it must return soon; null for none
     * @throws FormatException if the model is no decoder
     * @throws IllegalStateException if the model is closed
     */
    public Engine.Task submit(String prompt, GenerationOptions how, @Nullable Consumer<String> listener) {
        Engine shared = engine();
        Request request;
        try {
            request = request(prompt, how);
        } catch (IllegalArgumentException e) {
            return new Engine.Task(CompletableFuture.failedFuture(e), () -> {});
        }
        return shared.submit(request.withEvents(Generation.texts(listener)));
    }

    /**
     * Generates what a request asks for, and waits for it; see {@link Engine#generate(Request)}.
     *
     * @throws FormatException if the model is no decoder
     */
    public Result generate(Request request) {
        return engine().generate(request);
    }

    /** Submits a request, and returns at once; see {@link Engine#submit(Request)}. */
    public Engine.Task submit(Request request) {
        return engine().submit(request);
    }

    /**
     * Submits a prompt that continues a session; see {@link Engine#submit}.
     *
     * @param session from {@link #newSession}, left to this model until the text is complete
     */
    public Engine.Task submit(
            Session session,
            Prompt prompt,
            Sampler sampler,
            Generator.Options how,
            @Nullable Consumer<String> listener) {
        return engine().submit(session, prompt, sampler, how, listener);
    }

    /**
     * Submits requests together, all or none of them; see {@link Engine#submitAll}.
     *
     * @throws FormatException if the model is no decoder
     */
    public List<Engine.Task> submitAll(List<Request> requests) {
        return engine().submitAll(requests);
    }

    /**
     * Returns what the model's engine is doing and has done.
     *
     * @throws FormatException if the model is no decoder
     */
    public EngineStats stats() {
        return engine().stats();
    }

    /** Returns the ids of the end-of-sequence tokens. */
    public Set<Integer> endIds() {
        return endIds;
    }

    /**
     * Returns a builder of sampling parameters that starts from what the model's files say of them, and from llama.cpp's
     * defaults where they say nothing.
     *
     * @throws org.menura.format.FormatException if a value is out of its range
     */
    public SamplingParamsBuilder sampling() {
        return loaded.text().sampling();
    }

    /** Returns the model's rules about its next token. */
    public TokenRules rules() {
        return rules;
    }

    /**
     * Returns the model with other adapters than those it was loaded with, for a {@link Request}.
     *
     * @throws IllegalArgumentException if one is not loaded
     */
    public CausalModel view(AdapterSelection selection) {
        return opened.model(GenerationOptions.defaults().withAdapters(selection));
    }

    private MediaGenerator.Answer text(
            TokenSequence sequence,
            Prompt prompt,
            Sampler sampler,
            Generator.Options how,
            @Nullable Constraint form,
            @Nullable Consumer<Content> listener) {
        Consumer<String> texts = listener == null ? null : piece -> listener.accept(new Content.Text(piece));
        Result result = sequence instanceof Session session && prompt.ids().length > 0
                ? generate(Request.of(prompt, sampler, how)
                        .withSession(session)
                        .withConstraint(form)
                        .withEvents(Generation.texts(texts)))
                : new Generator(opened.tokenizer()).generate(sequence, prompt, sampler, how, form, texts);
        return new MediaGenerator.Answer(List.of(new Content.Text(result.text())), result, false);
    }

    /**
     * Generates the answer to a prompt in a sequence, by what that takes: where the prompt holds images or audio or the
     * model draws, its encoders and generators take part; in a speculative sequence, drafted tokens are checked; a
     * session of text shares forward passes with others.
     *
     * @param sequence one of {@link #newSession} or {@link #newSequence}, or a speculative one over such a session
     * @param media generates the images that the model asks for; null where the answer is to be text alone
     * @param listener gets the answer on the calling thread: texts in pieces, and pictures; null for none
     * @return the answer; the sequence lacks the last token of one that was cut off, unless {@code media} took part ({@link
     *     Generator#settle})
     */
    public MediaGenerator.Answer answer(
            TokenSequence sequence,
            Prompt prompt,
            Sampler sampler,
            Generator.Options how,
            @Nullable MediaGenerator media,
            @Nullable Consumer<Content> listener) {
        opened.check();
        boolean isDrawn = loaded instanceof LoadedModel.Decoder d && d.drawing() != null;
        if (media != null && (isDrawn || !prompt.embeds().isEmpty() && !(sequence instanceof Session))) {
            return media.generate(sequence, prompt, sampler, how, listener == null ? _ -> {} : listener);
        }
        return text(sequence, prompt, sampler, how, null, listener);
    }

    /**
     * Generates a text that follows a constraint in a sequence: in a speculative one, drafted tokens are checked; a session
     * shares forward passes with others. The sequence lacks the last token of a text that was cut off ({@link
     * Generator#settle}).
     *
     * @param form at the start of the text, which it follows from then on
     * @param listener gets the text on the calling thread, in pieces; null for none
     */
    public MediaGenerator.Answer answerInForm(
            TokenSequence sequence,
            Prompt prompt,
            Sampler sampler,
            Generator.Options how,
            Constraint form,
            @Nullable Consumer<Content> listener) {
        opened.check();
        return text(sequence, prompt, sampler, how, form, listener);
    }

    // --- answers

    /**
     * Generates the assistant's next message in a conversation, with tool calls and in a form where it is asked for.
     *
     * @throws FormatException if the model has no chat template, or is no decoder
     * @throws org.menura.generate.session.ContextOverflowException if the conversation is longer than the context
     */
    public Answer answer(AnswerRequest request) {
        try (AnswerStream stream = stream(request)) {
            return stream.answer();
        }
    }

    /**
     * Begins to generate the assistant's next message in a conversation, whose events are taken one by one. Messages of
     * different requests share passes.
     *
     * @throws FormatException if the model has no chat template, or is no decoder
     */
    public AnswerStream stream(AnswerRequest request) {
        return AnswerSetup.of(opened.decoder(request.how()), request).start(this, request.how());
    }

    /** Returns the names of the adapters that requests can choose. */
    public Set<String> adapterNames() {
        return opened.adapterNames();
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
     * @param system the system message; null for none
     * @throws FormatException if the model has no chat template, or is no decoder
     */
    public ChatSession newChat(@Nullable String system, GenerationOptions how) {
        LoadedModel.Decoder decoder = opened.decoder(how);
        Constraint form = how.constraint();
        ChatSession.Answering answers =
                form == null ? ChatAnswers.of(this, new MediaGenerator(decoder)) : ChatAnswers.inForm(this, form);
        return new ChatSession(
                decoder, system, how.sampler(this), how.forGenerator(this), answers, () -> opened.session(how));
    }

    /**
     * Begins a conversation each of whose answers follows a constraint; see {@link #newChat(String, GenerationOptions)}.
     *
     * @param form at the start of a text; each answer gets a copy of it
     * @param open makes an empty sequence of this model
     */
    public ChatSession newChat(
            @Nullable String system,
            Sampler sampler,
            Generator.Options how,
            Constraint form,
            Supplier<TokenSequence> open) {
        return new ChatSession(opened.decoder(), system, sampler, how, ChatAnswers.inForm(this, form), open);
    }

    /**
     * Begins a conversation on sequences of the caller's making; see {@link #newChat(String, GenerationOptions)}.
     *
     * @param media generates the images that the model asks for
     * @param open makes an empty sequence of this model
     */
    public ChatSession newChat(
            @Nullable String system,
            Sampler sampler,
            Generator.Options how,
            MediaGenerator media,
            Supplier<TokenSequence> open) {
        return new ChatSession(opened.decoder(), system, sampler, how, ChatAnswers.of(this, media), open);
    }

    // --- numbers

    /**
     * Computes the log-probability of each token of a given text.
     *
     * @return the tokens in order; the first one is left out in models without a token that begins a text, as nothing
     *     stands before it
     * @throws FormatException if the model is no decoder
     * @throws IllegalArgumentException if the text is longer than the context, or too short to have a score
     */
    public List<TokenScore> score(String text) {
        CausalModel model = opened.model(GenerationOptions.defaults());
        TextScores scores = TextScores.of(model, loaded.text().prompt(text), 0);
        StreamDecoder decoder = opened.tokenizer().stream(true, scores.first());
        return scores.tokens().stream()
                .map(t -> new TokenScore(t.id(), decoder.add(t.id()), t.logProb(), t.rank()))
                .toList();
    }

    /** Computes the embedding of a text; see {@link Embedder#text}. */
    public float[] embed(String text) {
        return embedder().text(text);
    }

    /**
     * Computes the embeddings of texts, many in each forward pass, as sentence-transformers does; see {@link
     * Embedder#texts}.
     *
     * @throws FormatException if the model embeds no texts
     * @throws IllegalArgumentException if a text has no tokens; the message says which
     */
    public List<float[]> embed(List<String> texts) {
        return embedder().texts(texts);
    }

    /** Returns the embedder of this model, also of images where it has them. */
    public synchronized Embedder embedder() {
        opened.check();
        Embedder made = embedder;
        if (made == null) {
            made = Embedder.of(loaded, null, false);
            embedder = made;
        }
        return made;
    }

    /**
     * Scores how well documents answer a query; see {@link Reranker#scores}.
     *
     * @throws FormatException if the model neither classifies pairs of texts nor writes
     */
    public Reranker.Scores rerank(String query, List<String> documents) {
        return reranker().scores(query, documents);
    }

    /** Returns the reranker of this model. */
    public synchronized Reranker reranker() {
        opened.check();
        Reranker made = reranker;
        if (made == null) {
            made = Reranker.of(loaded);
            reranker = made;
        }
        return made;
    }

    // --- what lies below

    /** Returns the loaded model. */
    public LoadedModel loaded() {
        return loaded;
    }

    /** Creates an empty session of this model, for those who run it themselves. */
    public Session newSession() {
        return opened.session(GenerationOptions.defaults());
    }

    /**
     * Creates an empty output sequence of an encoder–decoder for a source text.
     *
     * @throws FormatException if the model is none
     */
    public Seq2SeqSession newSequence(String text) {
        return opened.sequence(text);
    }

    /**
     * Creates an empty session of this model with other adapters than those it was loaded with.
     *
     * @throws IllegalArgumentException if one is not loaded
     */
    public Session newSession(AdapterSelection selection) {
        return opened.session(GenerationOptions.defaults().withAdapters(selection));
    }

    /**
     * Returns the engine that all texts of this model share.
     *
     * @throws FormatException if the model is no decoder, or comes without a tokenizer
     * @throws IllegalStateException if the model is closed
     */
    public Engine engine() {
        LoadedModel.Decoder model = opened.decoder();
        if (engine == null) {
            throw new FormatException(model.source().path() + " comes without a tokenizer");
        }
        return engine;
    }

    /** Closes the model once the texts that are under way are complete. */
    @Override
    public void close() {
        opened.close();
        if (engine != null) {
            engine.close();
        }
    }
}
