package org.menura.serve.openai;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.audio.AudioFiles;
import org.menura.format.audio.AudioStream;
import org.menura.generate.audio.Segment;
import org.menura.generate.audio.TranscribeOptions;
import org.menura.generate.audio.Transcriber;
import org.menura.generate.audio.TranscriptFormat;
import org.menura.model.VoiceDetector;
import org.menura.serve.http.EventStream;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.HttpError;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.Multipart;
import org.menura.serve.http.Router;
import org.menura.serve.model.Lease;
import org.menura.serve.model.ServedModel;
import org.menura.serve.work.Services;
import org.menura.serve.work.Streams;

/** {@code /v1/audio/transcriptions} and {@code translations}: what is said in a recording. */
public final class AudioRoutes {
    private static final List<String> FORMATS = List.of("json", "text", "srt", "verbose_json", "vtt");
    private static final List<String> UNITS = List.of("word", "segment");

    private final Services services;

    private AudioRoutes(Services services) {
        this.services = services;
    }

    /** Adds the routes. */
    public static void add(Router router, Services services) {
        AudioRoutes routes = new AudioRoutes(services);
        router.add("POST", "/v1/audio/transcriptions", exchange -> routes.transcribe(exchange, false));
        router.add("POST", "/audio/transcriptions", exchange -> routes.transcribe(exchange, false));
        router.add("POST", "/v1/audio/translations", exchange -> routes.transcribe(exchange, true));
        router.add("POST", "/v1/audio/speech", exchange -> {
            throw HttpError.notImplemented("this server has no model that speaks");
        });
    }

    private record Asked(
            byte[] file, String name, TranscribeOptions options, String format, boolean segments, boolean isStream) {}

    private void transcribe(Exchange exchange, boolean translate) throws Exception {
        Multipart form = Multipart.of(exchange);
        String model = form.text("model");
        Asked asked = read(form, translate);
        services.limits().checkMedia("file", false, asked.file.length);
        try (Lease lease = services.models().leaseFor(model == null ? "" : model, "transcription")) {
            if (!(lease.model() instanceof ServedModel.Speech(var bundle, var detector))) {
                throw HttpError.invalid(
                        "model", "unsupported_modality", "the model '%s' hears no speech".formatted(lease.name()));
            }
            Transcriber transcriber = new Transcriber(bundle, needed(detector), asked.options);
            if (asked.isStream) {
                stream(exchange, transcriber, asked);
            } else {
                whole(exchange, transcriber, asked, translate);
            }
        }
    }

    private static VoiceDetector needed(@Nullable VoiceDetector detector) {
        if (detector == null) {
            throw HttpError.unavailable("the server has no model that finds speech; start it with --vad", 0);
        }
        return detector;
    }

    private static Asked read(Multipart form, boolean translate) {
        Multipart.Part file = form.file("file");
        String language = translate ? null : form.text("language");
        String format = form.text("response_format");
        String chosen = format == null ? "json" : format;
        if (!FORMATS.contains(chosen)) {
            throw HttpError.invalid(
                    "response_format", "'response_format' must be one of %s, not '%s'".formatted(FORMATS, chosen));
        }
        String temperature = form.text("temperature");
        if (temperature != null && number(temperature) != 0) {
            throw HttpError.unsupported(
                    "temperature", "'temperature' must be 0: it is raised where the likeliest words make no sense");
        }
        List<String> units = form.texts("timestamp_granularities");
        if (!UNITS.containsAll(units)) {
            throw HttpError.invalid(
                    "timestamp_granularities", "'timestamp_granularities' must be some of %s".formatted(UNITS));
        }
        if (units.contains("word") && !chosen.equals("verbose_json")) {
            throw HttpError.invalid(
                    "timestamp_granularities", "times of words need 'response_format' to be verbose_json");
        }
        String prompt = form.text("prompt");
        String stream = form.text("stream");
        String seed = form.text("seed");
        form.harmless("user", "chunking_strategy");
        form.finish();
        TranscribeOptions options = new TranscribeOptions(
                Optional.ofNullable(language),
                Optional.of(translate),
                true,
                seed == null ? 0 : (long) number(seed),
                prompt == null ? "" : prompt,
                units.contains("word"),
                1);
        return new Asked(
                file.bytes(),
                file.file() == null ? "the recording" : file.file(),
                options,
                chosen,
                units.isEmpty() || units.contains("segment"),
                "true".equals(stream));
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException _) {
            throw HttpError.invalid(null, "'%s' is no number".formatted(text));
        }
    }

    private double hear(Exchange exchange, Transcriber transcriber, Asked asked, Consumer<Segment> to)
            throws Exception {
        return services.background().run(exchange, () -> {
            try (AudioStream sound = AudioFiles.open(new ByteArrayInputStream(asked.file), asked.name)) {
                return transcriber.transcribe(sound, segment -> {
                    if (Thread.currentThread().isInterrupted()) {
                        throw new CancellationException("the client has gone");
                    }
                    to.accept(segment);
                });
            } catch (FormatException e) {
                throw HttpError.invalid("file", String.valueOf(e.getMessage()));
            }
        });
    }

    private void whole(Exchange exchange, Transcriber transcriber, Asked asked, boolean translate) throws Exception {
        List<Segment> segments = new ArrayList<>();
        double seconds = hear(exchange, transcriber, asked, segments::add);
        switch (asked.format) {
            case "text" -> text(exchange, "text/plain; charset=utf-8", joined(segments) + "\n");
            case "srt" ->
                text(exchange, "application/x-subrip; charset=utf-8", written(TranscriptFormat.SRT, segments, seconds));
            case "vtt" -> text(exchange, "text/vtt; charset=utf-8", written(TranscriptFormat.VTT, segments, seconds));
            case "verbose_json" -> exchange.send(verbose(segments, seconds, asked, translate));
            default ->
                exchange.send(JsonOut.object(
                        "text", joined(segments), "usage", JsonOut.object("type", "duration", "seconds", (long)
                                Math.ceil(seconds))));
        }
    }

    private static String joined(List<Segment> segments) {
        return segments.stream().map(s -> s.text().strip()).collect(Collectors.joining(" "));
    }

    private static void text(Exchange exchange, String type, String text) {
        exchange.send(200, type, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String written(TranscriptFormat format, List<Segment> segments, double seconds) {
        StringWriter out = new StringWriter();
        TranscriptFormat.Writer writer = format.to(new PrintWriter(out));
        segments.forEach(writer::add);
        writer.finish(seconds);
        return out.toString();
    }

    private static Map<String, @Nullable Object> verbose(
            List<Segment> segments, double seconds, Asked asked, boolean translate) {
        List<Map<String, @Nullable Object>> out = new ArrayList<>();
        for (Segment s : segments) {
            out.add(JsonOut.object(
                    "id", out.size(),
                    "seek", 0,
                    "start", s.start(),
                    "end", s.end(),
                    "text", s.text(),
                    "tokens", List.of(),
                    "temperature", s.temperature(),
                    "avg_logprob", s.averageLogProbability(),
                    "compression_ratio", s.compressionRatio(),
                    "no_speech_prob", s.noSpeechProbability()));
        }
        Map<String, @Nullable Object> object = JsonOut.object(
                "task",
                translate ? "translate" : "transcribe",
                "language",
                segments.isEmpty() ? "" : segments.getFirst().language(),
                "duration",
                seconds,
                "text",
                joined(segments),
                "usage",
                JsonOut.object("type", "duration", "seconds", (long) Math.ceil(seconds)));
        if (asked.options.words()) {
            object.put(
                    "words",
                    segments.stream()
                            .flatMap(s -> s.words().stream())
                            .map(AudioRoutes::word)
                            .toList());
        }
        if (asked.segments) {
            object.put("segments", out);
        }
        return object;
    }

    private static Map<String, @Nullable Object> word(Segment.Word word) {
        return JsonOut.object("word", word.text().strip(), "start", word.start(), "end", word.end());
    }

    private void stream(Exchange exchange, Transcriber transcriber, Asked asked) throws Exception {
        try (EventStream out = EventStream.events(exchange)) {
            Streams.guarded(exchange, out, "error", () -> {
                StringBuilder text = new StringBuilder();
                double seconds = hear(exchange, transcriber, asked, segment -> {
                    String delta = (text.isEmpty() ? "" : " ") + segment.text().strip();
                    text.append(delta);
                    out.send("transcript.text.delta", JsonOut.object("type", "transcript.text.delta", "delta", delta));
                });
                out.send(
                        "transcript.text.done",
                        JsonOut.object(
                                "type", "transcript.text.done",
                                "text", text.toString(),
                                "usage", JsonOut.object("type", "duration", "seconds", (long) Math.ceil(seconds))));
            });
        }
    }
}
