package org.menura.generate.audio;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.model.Features;
import org.menura.model.ForwardBatch;
import org.menura.model.Observer;
import org.menura.model.SequenceState;
import org.menura.model.SpeechModel;
import org.menura.model.StateSpec;
import org.menura.model.audio.WhisperFeatures;
import org.menura.model.load.ModelSource;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;

/** A model of speech that says about each window what it is told to, in a vocabulary of bytes and control tokens. */
final class ScriptedSpeech implements SpeechModel {
    static final int END = 256;
    static final int START = 257;
    static final int ENGLISH = 258;
    static final int GERMAN = 259;
    static final int TRANSCRIBE = 260;
    static final int TRANSLATE = 261;
    static final int NO_TIMES = 262;
    static final int NO_SPEECH = 263;
    static final int PREVIOUS = 264;
    static final int TIME = 265;
    static final int SECONDS = 2;
    static final int VOCABULARY = TIME + SECONDS * 50 + 1;

    /** Likely tokens at each place of each window: whatever was drawn before, only its place counts. */
    private final List<int[]> windows;

    private final Backend ops = new CpuBackend(1);
    private final float certainty;
    int language = GERMAN;
    float noSpeech = -20;
    Optional<String> saidLanguage = Optional.empty();
    Optional<Boolean> saysTranslate = Optional.empty();
    int[] forced = {};
    int[] told = {};
    int heard;
    int[] before = {};
    int[] aligned = {};
    int prompted;

    /** Logits behind some tokens, instead of the script's. */
    Map<Integer, Map<Integer, Float>> behind = Map.of();

    /** Most texts of a step. */
    int most;

    ScriptedSpeech(float certainty, int[]... windows) {
        this.windows = List.of(windows);
        this.certainty = certainty;
    }

    static int time(double seconds) {
        return TIME + (int) Math.round(seconds * 50);
    }

    static int[] script(Object... parts) {
        return Arrays.stream(parts)
                .flatMapToInt(p -> p instanceof String s ? s.chars() : Arrays.stream(new int[] {(Integer) p}))
                .toArray();
    }

    SpeechBundle bundle() {
        SequencedMap<String, Integer> languages = new LinkedHashMap<>();
        languages.put("en", ENGLISH);
        languages.put("de", GERMAN);
        SpeechTokens tokens = new SpeechTokens(
                START,
                END,
                languages,
                TRANSCRIBE,
                TRANSLATE,
                NO_TIMES,
                TIME,
                NO_SPEECH,
                PREVIOUS,
                new int[] {'*'},
                new int[] {' ', END},
                saidLanguage,
                saysTranslate,
                forced,
                50,
                List.of());
        ModelSource source =
                new ModelSource(Path.of("scripted"), JsonNodeFactory.instance.objectNode(), null, null, null);
        WhisperFeatures features = new WhisperFeatures(8, 16000, 160, 400, SECONDS);
        return new SpeechBundle(source, this, features, Tokenizers.bytes(), tokens);
    }

    @Override
    public Features encode(Tensor features, Observer observer) {
        heard++;
        return new Features(Tensor.of(new float[1], 1, 1), Segments.ofLengths(1));
    }

    @Override
    public Memory remember(Tensor encoded, Segments segments) {
        return new Memory(List.of(), List.of(), segments);
    }

    @Override
    public Tensor decode(ForwardBatch step, Memory memory) {
        int texts = step.segments().count();
        float[] logits = new float[texts * VOCABULARY];
        for (int t = 0; t < texts; t++) {
            int[] ids = Arrays.copyOfRange(
                    step.ids(), step.segments().start(t), step.segments().end(t));
            System.arraycopy(logits(ids, step.lengthAfter(t)), 0, logits, t * VOCABULARY, VOCABULARY);
        }
        most = Math.max(most, texts);
        step.finish();
        return Tensor.of(logits, texts, VOCABULARY);
    }

    private float[] logits(int[] ids, int after) {
        float[] logits = new float[VOCABULARY];
        int last = ids[ids.length - 1];
        if (last == START) {
            // The language is asked for without a prompt.
            before = ids.length > 1 ? Arrays.copyOf(ids, ids.length - 1) : before;
            logits[language] = 5;
            logits[NO_SPEECH] = noSpeech;
            return logits;
        }
        if (ids.length > 1 || last == NO_TIMES || last == TRANSCRIBE) {
            prompted = after;
            told = ids;
        }
        int place = after - prompted;
        int[] script = windows.get(Math.min(heard, windows.size()) - 1);
        logits[place < script.length ? script[place] : END] = certainty;
        behind.getOrDefault(last, Map.of()).forEach((token, logit) -> logits[token] = logit);
        return logits;
    }

    @Override
    public boolean has(Head head) {
        return true;
    }

    @Override
    public List<Head> likelyAligned() {
        return List.of(new Head(0, 0));
    }

    /** From its fourth token on, which says that no times are wanted, a text attends to four rows at a time. */
    @Override
    public List<float[][]> attention(int[] text, Memory memory, List<Head> heads, int rows) {
        float[][] weights = new float[text.length][rows];
        for (int t = 0; t < text.length; t++) {
            for (int r = 0; r < rows; r++) {
                weights[t][r] = (t < 3 ? r == 0 : r / 4 == t - 3) ? 0.9f : 0.001f;
            }
        }
        aligned = text;
        return List.<float[][]>of(weights);
    }

    @Override
    public List<StateSpec> states() {
        return List.of();
    }

    @Override
    public SequenceState newState() {
        return SequenceState.of(List.of());
    }

    @Override
    public int vocabulary() {
        return VOCABULARY;
    }

    @Override
    public int startId() {
        return START;
    }

    @Override
    public int frames() {
        return 100 * SECONDS;
    }

    @Override
    public int mels() {
        return 8;
    }

    @Override
    public int contextLength() {
        return 200;
    }

    @Override
    public Backend ops() {
        return ops;
    }
}
