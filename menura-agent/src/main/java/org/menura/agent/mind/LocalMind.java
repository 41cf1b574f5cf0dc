package org.menura.agent.mind;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.chat.ToolCall;
import org.menura.chat.tool.ParsedCall;
import org.menura.format.FormatException;
import org.menura.format.Sha256;
import org.menura.format.json.Json;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.AnswerReader;
import org.menura.generate.LanguageModel;
import org.menura.generate.batch.Engine;
import org.menura.generate.batch.Request;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.ContextOverflowException;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Generator.Reason;
import org.menura.generate.session.TokenEvent;

/**
 * A mind that is a model of this process:
 *
 * <pre>{@code
 * try (Mind mind = LocalMind.of(Menura.load(Path.of("Qwen3-0.6B-Q8_0.gguf")))) { … }
 * }</pre>
 *
 * <p>Every form of an answer is a grammar that no token can leave: calls in the form of the model's own template, with arguments by the
 * tools' schemas, or as JSON where the template has none; choices along the tokens that the tokenizer writes them with; quotes along the
 * suffixes of the documents. Agents on several threads share passes of one engine, and what their prompts begin with is computed once.
 * The same prompt and seed give the same tokens, on any number of threads and whatever else is in the batch.
 */
public final class LocalMind implements Mind {
    /** Most tokens of answers whose form sets no limit. */
    public static final int MAX_TOKENS = 1024;

    private static final long SMALL = 16L << 20;

    private final String name;
    private final LanguageModel model;
    private final LoadedModel.Decoder decoder;
    private final SamplingParams sampling;
    private final int maxTokens;
    private final boolean owned;
    private final Forms forms;

    private LocalMind(String name, LanguageModel model, SamplingParams sampling, int maxTokens, boolean owned) {
        if (!(model.loaded() instanceof LoadedModel.Decoder d)) {
            throw new FormatException(model.loaded().source().path() + " is no decoder, and a mind must write");
        }
        this.name = name;
        this.model = model;
        this.decoder = d;
        this.sampling = sampling;
        this.maxTokens = maxTokens;
        this.owned = owned;
        this.forms = new Forms(d);
    }

    /**
     * Creates a mind that draws with llama.cpp's defaults, and closes the model when it is closed.
     *
     * @throws FormatException if the model is no decoder
     */
    public static LocalMind of(LanguageModel model) {
        return new LocalMind(
                String.valueOf(model.loaded()
                        .source()
                        .path()
                        .toAbsolutePath()
                        .normalize()
                        .getFileName()),
                model,
                SamplingParams.defaults(),
                MAX_TOKENS,
                true);
    }

    /** Returns a mind of the same model under another name; the model is closed by neither. */
    public LocalMind named(String other) {
        return new LocalMind(other, model, sampling, maxTokens, false);
    }

    /** Returns a mind of the same model that draws in another way; the model is closed by neither. */
    public LocalMind withSampling(SamplingParams params) {
        return new LocalMind(name, model, params, maxTokens, false);
    }

    /** Returns a mind of the same model whose answers are so long at most; the model is closed by neither. */
    public LocalMind withMaxTokens(int most) {
        return new LocalMind(name, model, sampling, most, false);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    /** Returns the model. */
    public LanguageModel model() {
        return model;
    }

    /**
     * Returns a hash that tells the model from others: of its files' names and sizes, and of the contents of the small ones.
     *
     * @throws UncheckedIOException if they can't be read
     */
    public String fingerprint() {
        Path path = model.loaded().source().path();
        SortedMap<String, String> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.isDirectory(path) ? Files.list(path) : Stream.of(path)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                long size = Files.size(file);
                String name = String.valueOf(file.getFileName());
                String content = size <= SMALL ? Sha256.of(file) : "";
                hashes.put(name, Sha256.of((size + content).getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Sha256.of(hashes);
    }

    /** Returns how many tokens a prompt and its answer may have. */
    public int contextLength() {
        return model.newSession().contextLength();
    }

    /** Counts the tokens of a prompt as the model's template renders it. */
    public int tokens(Prompt prompt) {
        return forms.rendered(prompt, true).ids().length;
    }

    private Tokenizer tokenizer() {
        return decoder.text().tokenizer();
    }

    @Override
    public Thought think(Prompt prompt, Ask ask, long seed) throws InterruptedException {
        Forms.Form form = forms.form(prompt, ask, maxTokens);
        Constraint constraint = form.constraint();
        DrawnTokens drawn = new DrawnTokens(form.prompt().ids().length);
        AnswerReader reader = form.plan() == null ? null : form.plan().reader(tokenizer(), form.prompt(), List.of());
        Constraint follower = constraint == null ? null : constraint.copy();
        SamplingParams params = sampling.toBuilder().seed(seed).build();
        Generator.Options options = new Generator.Options(
                        form.maxTokens(), model.endIds(), List.of(), Generator.NO_LOG_PROBS)
                .withRules(model.rules());
        Request request = Request.of(form.prompt(), drawn.sampler(params), options)
                .withConstraint(constraint)
                .withEvents(event -> {
                    if (reader != null) {
                        var _ = reader.read(event);
                    }
                    if (follower != null && event.isToken() && !event.isEnd()) {
                        follower.accept(event.id());
                    }
                });
        Generator.Result result = generate(request);
        String text = result.text();
        int[] closing = {};
        if (follower != null && result.reason() != Reason.STOP && !follower.mayEnd()) {
            closing = Closing.of(follower, tokenizer())
                    .orElseThrow(() -> new MindException(
                            "%s was cut off after %d tokens, in the middle of what it had to say; give it more tokens"
                                    .formatted(name, result.tokens().size())));
            text += read(closing, reader, result);
        }
        if (reader != null) {
            var _ = reader.finish();
        }
        return thought(ask, seed, form.answer(text), reader, tokens(result, drawn, closing));
    }

    private String read(int[] closing, @Nullable AnswerReader reader, Generator.Result result) {
        var decoder = tokenizer().stream(
                true, result.tokens().stream().mapToInt(Integer::intValue).toArray());
        StringBuilder text = new StringBuilder();
        for (int id : closing) {
            String piece = decoder.add(id);
            text.append(piece);
            if (reader != null) {
                var _ = reader.read(new TokenEvent(id, tokenizer().bytes(id), 0, List.of(), piece, false));
            }
        }
        return text.append(decoder.flush()).toString();
    }

    private Generator.Result generate(Request request) throws InterruptedException {
        try {
            Generator.Result result = model.engine().generate(request);
            if (result.reason() == Reason.CANCELLED) {
                throw new InterruptedException();
            }
            return result;
        } catch (ContextOverflowException e) {
            throw new MindException("%s can't read so long a prompt: %s".formatted(name, e.getMessage()), e);
        } catch (CancellationException e) {
            throw new InterruptedException();
        }
    }

    /** What a text was made of. */
    private record Tokens(int[] ids, double[] logProbs, int computed) {}

    private static Tokens tokens(Generator.Result result, DrawnTokens drawn, int[] closing) {
        int n = result.tokens().size();
        int[] ids = new int[n + closing.length];
        for (int i = 0; i < n; i++) {
            ids[i] = result.tokens().get(i);
        }
        System.arraycopy(closing, 0, ids, n, closing.length);
        return new Tokens(
                ids, drawn.logProbs(result.tokens(), closing.length), result.promptTokens() - result.cachedTokens());
    }

    private Thought thought(Ask ask, long seed, String text, @Nullable AnswerReader reader, Tokens tokens) {
        String said = reader == null ? text : reader.text();
        String reasoning = reader == null || reader.reasoning().isEmpty() ? null : reader.reasoning();
        List<ToolCall> calls = new ArrayList<>();
        CallIds ids = new CallIds(seed);
        if ((ask instanceof Ask.Calls || ask instanceof Ask.Text) && reader != null && forms.callsTools()) {
            for (ParsedCall call : reader.calls()) {
                if (call.complete()) {
                    String id = call.id() == null || call.id().isBlank() ? ids.next() : call.id();
                    calls.add(new ToolCall(
                            id,
                            call.name(),
                            Json.members(Json.parse(call.arguments(), "the arguments of " + call.name()))));
                }
            }
        } else if (ask instanceof Ask.Calls) {
            JsonNode json = Json.parse(said.strip(), "a call of " + name);
            calls.addAll(PlainCalls.calls(json, ids));
            said = calls.isEmpty() ? json.path(PlainCalls.ANSWER).asText() : "";
        } else if (ask instanceof Ask.Quote) {
            said = said.replaceAll("\uFFFD+$", "");
        }
        return new Thought(said, reasoning, calls, tokens.ids(), tokens.logProbs(), tokens.computed());
    }

    /**
     * Scores answers as the tokenizer writes them, with the text that ends an answer if the model's template has one, all in one batch
     * whose prompt is read once.
     *
     * <p>SayCan (arXiv 2204.01691) chooses by it: the likelihood of an action times whether it can be done.
     */
    @Override
    public List<Double> score(Prompt prompt, List<String> answers) throws InterruptedException {
        org.menura.generate.session.Prompt ids = forms.rendered(prompt, false).prompt(decoder);
        List<Request> requests = new ArrayList<>();
        if (answers.contains("")) {
            throw new MindException("an empty answer has no score");
        }
        for (Forms.Written answer : forms.written(answers)) {
            int length = answer.ids().length + (answer.end() < 0 ? 0 : 1);
            requests.add(Request.of(
                            ids,
                            new Sampler(SamplingParams.greedy()),
                            new Generator.Options(length, Set.of(), List.of(), 0))
                    .withConstraint(ChoiceConstraint.of(List.of(answer), tokenizer())));
        }
        List<Double> scores = new ArrayList<>();
        Engine engine = model.engine();
        List<Engine.Task> tasks = engine.submitAll(requests);
        try {
            for (Engine.Task task : tasks) {
                Generator.Result result = engine.await(task);
                if (result.reason() == Reason.CANCELLED) {
                    throw new InterruptedException();
                }
                scores.add(result.logProbs().stream()
                        .mapToDouble(p -> p.chosen().logProb())
                        .sum());
            }
        } catch (ContextOverflowException e) {
            throw new MindException("%s can't read so long a prompt: %s".formatted(name, e.getMessage()), e);
        } catch (CancellationException e) {
            throw new InterruptedException();
        } finally {
            tasks.forEach(Engine.Task::cancel);
        }
        return scores;
    }

    /** Closes the model, if this mind was made of it. */
    @Override
    public void close() {
        if (owned) {
            model.close();
        }
    }
}
