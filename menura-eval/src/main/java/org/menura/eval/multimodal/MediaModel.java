package org.menura.eval.multimodal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.chat.Role;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.ContinuationRequest;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.GenerationRequest;
import org.menura.eval.model.GenerationSettings;
import org.menura.eval.model.HashModel;
import org.menura.eval.model.LocalModel;
import org.menura.eval.model.LogLikelihood;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.LanguageModel;
import org.menura.generate.MediaGenerator;
import org.menura.generate.embed.Embedder;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.prompt.MultimodalProcessor;
import org.menura.generate.sample.LogProbs;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Session;

/**
 * A model on this machine that is shown the pictures and sounds which prompts mark. Each such prompt is one user's turn,
 * rendered with the model's own chat template if it has one; prompts of text alone go to the model as they are.
 */
public final class MediaModel implements EvalModel {
    private final EvalModel texts;
    private final LanguageModel model;
    private final LoadedModel.Decoder decoder;
    private final MultimodalProcessor processor;
    private final Path root;
    private final @Nullable Embedder judge;

    /**
     * Creates a model that sees or hears.
     *
     * @param texts answers prompts of text alone; closed with this one
     * @param root the folder that marked files lie in
     * @param judge embeds pictures and texts in one space, to judge drawings; null for none
     * @throws FormatException if the model takes in text alone
     */
    public MediaModel(EvalModel texts, LanguageModel model, Path root, @Nullable Embedder judge) {
        if (!(model.loaded() instanceof LoadedModel.Decoder loaded)) {
            throw new FormatException(texts.name() + " is no decoder, so it can't answer questions about pictures");
        }
        this.texts = texts;
        this.model = model;
        this.decoder = loaded;
        this.processor = new MultimodalProcessor(loaded);
        this.root = root;
        this.judge = judge;
    }

    /**
     * Shows a model what prompts mark.
     *
     * @param judge embeds pictures and texts in one space, to judge drawings; null for none
     * @throws FormatException if it is not on this machine, or takes in text alone
     */
    public static EvalModel of(EvalModel model, Path root, @Nullable Embedder judge) {
        return switch (model) {
            case LocalModel local -> new MediaModel(local, local.languageModel(), root, judge);
            case HashModel hash -> hash;
            case TranscribingModel hears -> hears.in(root);
            default -> new RemoteMedia(model, root);
        };
    }

    @Override
    public String name() {
        return texts.name();
    }

    @Override
    public String tokenizerName() {
        return texts.tokenizerName();
    }

    @Override
    public List<LogLikelihood> logLikelihoods(List<ContinuationRequest> requests, AnswerSink<LogLikelihood> sink) {
        Apart<ContinuationRequest, LogLikelihood> apart = new Apart<>(requests, r -> MediaText.isIn(r.context()), sink);
        texts.logLikelihoods(apart.ofTexts(), apart.sinkOfTexts());
        String before = null;
        Session shown = null;
        for (int i : apart.others()) {
            ContinuationRequest request = requests.get(i);
            if (shown == null || !request.context().equals(before)) {
                before = request.context();
                shown = new Session(decoder.model());
                shown.feed(prompt(before));
            }
            apart.answered(i, likelihood(shown, request.continuation()));
        }
        return apart.answers();
    }

    private LogLikelihood likelihood(Session shown, String continuation) {
        Tokenizer tokenizer = decoder.text().tokenizer();
        // Behind a template, an answer stands at the beginning of its turn.
        String text = decoder.text().hasChatTemplate() ? continuation.stripLeading() : continuation;
        int[] ids = tokenizer.encode(text, false, false);
        if (ids.length == 0) {
            throw new FormatException("A choice has no tokens.");
        }
        double sum = 0;
        boolean greedy = true;
        float[][] rows = new float[ids.length][];
        rows[0] = shown.logits();
        if (ids.length > 1) {
            float[][] next = shown.fork().feedEach(Arrays.copyOf(ids, ids.length - 1));
            System.arraycopy(next, 0, rows, 1, next.length);
        }
        for (int t = 0; t < ids.length; t++) {
            sum += LogProbs.of(rows[t], ids[t], 0).chosen().logProb();
            greedy &= isGreatest(rows[t], ids[t]);
        }
        return new LogLikelihood(sum, greedy);
    }

    private static boolean isGreatest(float[] logits, int id) {
        for (int i = 0; i < logits.length; i++) {
            if (logits[i] > logits[id] || logits[i] == logits[id] && i < id) {
                return false;
            }
        }
        return true;
    }

    @Override
    public List<Double> rollingLogLikelihoods(List<String> whole, AnswerSink<Double> sink) {
        return texts.rollingLogLikelihoods(whole, sink);
    }

    @Override
    public List<String> generate(List<GenerationRequest> requests, AnswerSink<String> sink) {
        Apart<GenerationRequest, String> apart = new Apart<>(requests, r -> MediaText.isIn(r.context()), sink);
        texts.generate(apart.ofTexts(), apart.sinkOfTexts());
        for (int i : apart.others()) {
            GenerationSettings settings = requests.get(i).settings();
            String judged = judged(requests.get(i).context());
            if (judged != null) {
                apart.answered(i, judged);
                continue;
            }
            apart.answered(i, cut(text(answer(prompt(requests.get(i).context()), settings)), settings.until()));
        }
        return apart.answers();
    }

    /** The text that fits the picture best, where that is asked of the judge; null elsewhere. */
    private @Nullable String judged(String context) {
        Content.Image picture = null;
        if (!MediaText.isJudged(context)) {
            return null;
        }
        for (MediaText.Part part : MediaText.parts(context)) {
            switch (part) {
                case MediaText.Part.Drawing(String request) -> picture = drawn(request);
                case MediaText.Part.Image(String file) -> picture = MediaText.picture(root, file);
                case MediaText.Part.Choice(List<String> choices) -> {
                    if (judge == null || picture == null) {
                        throw new FormatException(
                                "Drawings are judged by a model of pictures and texts, such as CLIP: say with"
                                        + " --clip which.");
                    }
                    return nearest(judge, picture.image(), choices);
                }
                case MediaText.Part.Text _, MediaText.Part.Audio _ -> {}
            }
        }
        return null;
    }

    private static String nearest(Embedder judge, Image picture, List<String> choices) {
        float[] seen = judge.image(picture);
        double most = Double.NEGATIVE_INFINITY;
        String best = "";
        for (String choice : choices) {
            double alike = Embedder.cosine(seen, judge.text(choice));
            if (alike > most) {
                most = alike;
                best = choice;
            }
        }
        return best;
    }

    private static String cut(String answer, List<String> until) {
        String cut = answer;
        for (String end : until) {
            int at = cut.indexOf(end);
            cut = at < 0 ? cut : cut.substring(0, at);
        }
        return cut;
    }

    private MediaGenerator.Answer answer(Prompt prompt, GenerationSettings settings) {
        Generator.Options how = new Generator.Options(
                        settings.maxTokens(), decoder.text().endIds(), List.of(), Generator.NO_LOG_PROBS)
                .withRules(decoder.text().rules());
        MediaGenerator media = decoder.drawing() == null ? null : new MediaGenerator(decoder);
        return model.answer(model.newSession(), prompt, new Sampler(SamplingParams.greedy()), how, media, null);
    }

    private static String text(MediaGenerator.Answer answer) {
        return answer.result().text();
    }

    /** The prompt of a user's turn; what is to be drawn is drawn first. */
    private Prompt prompt(String context) {
        List<Content> content = new ArrayList<>();
        for (MediaText.Part part : MediaText.parts(context)) {
            Content next = switch (part) {
                case MediaText.Part.Text(String text) -> new Content.Text(text);
                case MediaText.Part.Image(String file) -> MediaText.picture(root, file);
                case MediaText.Part.Audio(String file) -> MediaText.sound(root, file);
                case MediaText.Part.Drawing(String request) -> drawn(request);
                case MediaText.Part.Choice(List<String> choices) -> new Content.Text(String.join(", ", choices));
            };
            if (next instanceof Content.Text(String more)
                    && !content.isEmpty()
                    && content.getLast() instanceof Content.Text(String text)) {
                content.set(content.size() - 1, new Content.Text(text + more));
            } else {
                content.add(next);
            }
        }
        Message message = new Message(Role.USER, content);
        if (message.media().isEmpty()) {
            throw new FormatException("A prompt marks no picture and no sound.");
        }
        return processor.of(List.of(message));
    }

    /** What the model draws; a white picture where it draws nothing. */
    private Content.Image drawn(String request) {
        if (decoder.drawing() == null) {
            throw new FormatException(name() + " doesn't draw, and the task asks for drawings");
        }
        Prompt prompt = Prompt.of(decoder.text().request(request));
        GenerationSettings settings = new GenerationSettings(Map.of("max_gen_toks", 64L));
        for (Content part : answer(prompt, settings).parts()) {
            if (part instanceof Content.Image image) {
                return image;
            }
        }
        byte[] white = new byte[3 * 32 * 32];
        Arrays.fill(white, (byte) 255);
        return new Content.Image(new Image(32, 32, 3, white));
    }

    /** Prompts with marks stay as they are: their turn is rendered when they are shown. */
    @Override
    public String renderChat(List<Message> messages, boolean addGenerationPrompt) {
        if (messages.stream().noneMatch(m -> MediaText.isIn(m.text()))) {
            return texts.renderChat(messages, addGenerationPrompt);
        }
        return String.join("\n\n", messages.stream().map(Message::text).toList());
    }

    @Override
    public void close() {
        texts.close();
    }

    /** Requests of text alone, and the others. */
    private static final class Apart<R, A> {
        private final List<R> requests;
        private final int[] texts;
        private final int[] others;
        private final List<@Nullable A> answers;
        private final AnswerSink<A> sink;

        Apart(List<R> requests, Predicate<R> marks, AnswerSink<A> sink) {
            this.requests = requests;
            this.sink = sink;
            this.texts = IntStream.range(0, requests.size())
                    .filter(i -> !marks.test(requests.get(i)))
                    .toArray();
            this.others = IntStream.range(0, requests.size())
                    .filter(i -> marks.test(requests.get(i)))
                    .toArray();
            this.answers = new ArrayList<@Nullable A>(requests.size());
            requests.forEach(_ -> answers.add(null));
        }

        int[] others() {
            return others;
        }

        List<R> ofTexts() {
            return Arrays.stream(texts).mapToObj(requests::get).toList();
        }

        AnswerSink<A> sinkOfTexts() {
            return (i, answer) -> answered(texts[i], answer);
        }

        void answered(int index, A answer) {
            answers.set(index, answer);
            sink.answered(index, answer);
        }

        List<A> answers() {
            return answers.stream().<A>map(Objects::requireNonNull).toList();
        }
    }
}
