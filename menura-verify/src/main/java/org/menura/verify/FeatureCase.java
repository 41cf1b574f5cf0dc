package org.menura.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.format.Checkpoint;
import org.menura.format.json.Json;
import org.menura.model.Config;
import org.menura.model.audio.KaldiFbank;
import org.menura.model.audio.MelFilters;
import org.menura.model.audio.MelScale;
import org.menura.model.audio.WhisperFeatures;
import org.menura.model.audio.Windows;
import org.menura.tensor.Tensor;

/** Recorded features of a sound: {@code kind: whisper-features} and {@code kaldi-fbank}. */
final class FeatureCase {
    private static final double WHISPER = 1e-4;
    private static final double KALDI = 1e-3;
    private static final double ROUNDING = 1e-5;
    private static final int RATE = 16000;
    private static final float MEAN = -4.268f;
    private static final float DEVIATION = 9.138f;

    /** Features of a window of some seconds, all or some at an end. */
    private static final Pattern WINDOW = Pattern.compile("features\\.(\\d+s)(?:\\.(first|last)\\d+)?");

    private FeatureCase() {}

    static List<Check> whisper(Path folder, Checkpoint golden) {
        float[] sound = golden.tensor("waveform").toFloats();
        List<Check> checks = new ArrayList<>();
        TreeMap<String, Tensor> made = new TreeMap<>();
        for (String name : new TreeSet<>(golden.names())) {
            Matcher m = WINDOW.matcher(name);
            if (m.matches()) {
                Path window = folder.resolve("chunk-" + m.group(1));
                Tensor all = made.computeIfAbsent(m.group(1), _ -> features(window, sound)); // [frames, mels]
                int from = "last".equals(m.group(2))
                        ? all.dim(0) - golden.shape(name).dim(1)
                        : 0;
                checks.add(features(name, all, from, golden));
            }
        }
        if (!made.isEmpty() && golden.has("mel_filters.sum")) {
            checks.addAll(filters(config(folder.resolve("chunk-" + made.firstKey())), golden));
        }
        return checks;
    }

    private static Config config(Path folder) {
        Path file = folder.resolve("preprocessor_config.json");
        return new Config(Json.parse(file), file.toString());
    }

    /** Features of the beginning of a sound, which longer ones are cut to. */
    private static Tensor features(Path folder, float[] sound) {
        WhisperFeatures extractor = WhisperFeatures.of(config(folder));
        return extractor.extract(Arrays.copyOf(sound, Math.min(sound.length, extractor.samples())));
    }

    /** Compares rows from {@code start} on, [frames, mels], with their record, [mels, frames]. */
    private static Check features(String name, Tensor actual, int start, Checkpoint golden) {
        Tensor expected = golden.tensor(name);
        int mels = expected.dim(0);
        int frames = expected.dim(1);
        float[] all = actual.toFloats();
        float[] turned = new float[mels * frames];
        for (int m = 0; m < mels; m++) {
            for (int t = 0; t < frames; t++) {
                turned[m * frames + t] = all[(start + t) * mels + m];
            }
        }
        return within(name, Tensor.of(turned, mels, frames), expected, WHISPER);
    }

    private static List<Check> filters(Config c, Checkpoint golden) {
        Tensor sums = golden.tensor("mel_filters.sum");
        Tensor rows = golden.tensor("mel_filters.rows"); // [bins, mels], some
        double[][] filters = MelFilters.overFrequency(
                        sums.dim(0),
                        c.positive("n_fft", 400),
                        c.positive("sampling_rate", RATE),
                        0,
                        RATE / 2.0,
                        MelScale.SLANEY,
                        true)
                .weights();
        float[] sum = new float[filters.length];
        for (int m = 0; m < sum.length; m++) {
            sum[m] = (float) Arrays.stream(filters[m]).sum();
        }
        float[] some = new float[(int) rows.elements()];
        int mels = rows.dim(1);
        for (int i = 0; i < some.length; i++) {
            some[i] = (float) filters[i % mels][i / mels];
        }
        return List.of(
                Check.values("mel_filters.sum", sum, sums.toFloats(), 1e-6, 1e-3),
                Check.values("mel_filters.rows", some, rows.toFloats(), 1e-6, 1e-3));
    }

    static List<Check> kaldi(Config c, Checkpoint golden) {
        float millis = c.positiveNumber("frame_length_ms");
        int rate = c.positive("sample_frequency", RATE);
        c.flag("htk_compat", false); // where the energy stands
        if (c.flag("use_energy", false)) {
            throw c.unsupported("use_energy", "supported: false");
        }
        if (c.number("dither", 0) != 0) {
            throw c.unsupported("dither", "supported: 0; the noise of others is not recorded");
        }
        KaldiFbank banks = new KaldiFbank(
                c.positive("num_mel_bins"),
                rate,
                millis,
                c.positiveNumber("frame_shift_ms"),
                c.precise("preemphasis", 0.97),
                window(c, KaldiFbank.frameLength(rate, millis)),
                c.number("low_freq"),
                c.number("high_freq"),
                new KaldiFbank.Steps(
                        c.flag("snip_edges", true),
                        c.flag("remove_dc_offset", true),
                        c.flag("use_power", true),
                        c.flag("use_log", true)));
        float[] sound = golden.tensor("waveform").toFloats();
        double mean = 0;
        for (float s : sound) {
            mean += (double) s / sound.length;
        }
        float[] centred = new float[sound.length];
        for (int i = 0; i < sound.length; i++) {
            centred[i] = (float) (sound[i] - mean);
        }
        Tensor picture = banks.picture(sound, c.positive("target_length"), MEAN, DEVIATION);
        return List.of(
                within("fbank", banks.extract(centred), golden.tensor("fbank"), KALDI),
                within("features", picture, golden.tensor("features"), KALDI));
    }

    private static double[] window(Config c, int length) {
        return switch (c.text("window", "povey")) {
            case "hanning" -> Windows.symmetricHann(length);
            case "hamming" -> Windows.symmetricHamming(length);
            case "povey" -> Windows.povey(length);
            case "blackman" -> Windows.symmetricBlackman(length);
            case "rectangular" -> Windows.rectangular(length);
            default -> throw c.unsupported("window", "supported: hanning, hamming, povey, blackman, rectangular");
        };
    }

    /** A comparison with an absolute tolerance, which logarithms ask for; powers are as large as they like. */
    private static Check within(String name, Tensor actual, Tensor expected, double tolerance) {
        double largest = 1;
        for (float v : expected.toFloats()) {
            largest = Math.max(largest, Math.abs(v));
        }
        return Check.values(
                name, actual.toFloats(), expected.toFloats(), Math.max(tolerance / largest, ROUNDING), largest);
    }
}
