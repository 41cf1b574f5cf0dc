package org.menura.generate.audio;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.function.Consumer;

/** The formats of a transcript. */
public enum TranscriptFormat {
    /** Text alone, a line for each segment. */
    TXT {
        @Override
        public Writer to(PrintWriter out) {
            return new Writer(out, s -> out.println(s.text()), _ -> {});
        }
    },
    /** SubRip subtitles, of segments, or of words where their times are known. */
    SRT {
        @Override
        public Writer to(PrintWriter out) {
            int[] count = {0};
            return new Writer(
                    out,
                    s -> cues(
                            s,
                            (start, end, text) -> out.print("%d\n%s --> %s\n%s\n\n"
                                    .formatted(++count[0], clock(start, ','), clock(end, ','), text))),
                    _ -> {});
        }
    },
    /** WebVTT subtitles (W3C), likewise. */
    VTT {
        @Override
        public Writer to(PrintWriter out) {
            out.print("WEBVTT\n\n");
            return new Writer(
                    out,
                    s -> cues(
                            s,
                            (start, end, text) -> out.print(
                                    "%s --> %s\n%s\n\n".formatted(clock(start, '.'), clock(end, '.'), escaped(text)))),
                    _ -> {});
        }
    },
    /** One JSON object with all that is known of each segment, in the manner of Whisper's own tool. */
    JSON {
        @Override
        public Writer to(PrintWriter out) {
            out.print("{\"segments\":[");
            int[] count = {0};
            StringBuilder text = new StringBuilder();
            String[] language = {""};
            return new Writer(
                    out,
                    s -> {
                        out.print(count[0] == 0 ? "\n" : ",\n");
                        out.print(object(s, count[0]++));
                        text.append(text.isEmpty() ? "" : " ").append(s.text());
                        language[0] = s.language();
                    },
                    seconds -> {
                        out.print("],\n");
                        out.print(object(text.toString(), language[0], seconds).substring(1));
                        out.print("\n");
                    });
        }
    };

    /** Begins a transcript. */
    public abstract Writer to(PrintWriter out);

    /** A writer of a transcript, segment by segment. */
    public static final class Writer {
        private final PrintWriter out;
        private final Consumer<Segment> each;
        private final Consumer<Double> last;

        private Writer(PrintWriter out, Consumer<Segment> each, Consumer<Double> last) {
            this.out = out;
            this.each = each;
            this.last = last;
        }

        /** Writes a segment. */
        public void add(Segment segment) {
            each.accept(segment);
            out.flush();
        }

        /**
         * Completes the transcript.
         *
         * @param seconds length of the whole audio
         */
        public void finish(double seconds) {
            last.accept(seconds);
            out.flush();
        }
    }

    @FunctionalInterface
    private interface Cue {
        void write(double start, double end, String text);
    }

    /** The subtitles of a segment: it, or each of its words. */
    private static void cues(Segment segment, Cue to) {
        if (segment.words().isEmpty()) {
            to.write(segment.start(), segment.end(), segment.text());
        }
        segment.words().forEach(w -> to.write(w.start(), w.end(), w.text().strip()));
    }

    /** Hours, minutes, seconds and thousandths. */
    private static String clock(double seconds, char point) {
        long millis = Math.round(seconds * 1000);
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d%c%03d",
                millis / 3_600_000,
                millis / 60_000 % 60,
                millis / 1000 % 60,
                point,
                millis % 1000);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @FunctionalInterface
    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private static String object(Fields fields) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static String object(Segment s, int id) {
        return object(json -> {
            json.writeNumberField("id", id);
            json.writeNumberField("start", rounded(s.start(), 1e3));
            json.writeNumberField("end", rounded(s.end(), 1e3));
            json.writeStringField("text", s.text());
            json.writeNumberField("avg_logprob", rounded(s.averageLogProbability(), 1e6));
            json.writeNumberField("no_speech_prob", rounded(s.noSpeechProbability(), 1e6));
            json.writeNumberField("temperature", s.temperature());
            json.writeNumberField("compression_ratio", rounded(s.compressionRatio(), 1e6));
            if (!s.words().isEmpty()) {
                json.writeArrayFieldStart("words");
                for (Segment.Word word : s.words()) {
                    json.writeStartObject();
                    json.writeStringField("word", word.text());
                    json.writeNumberField("start", rounded(word.start(), 1e3));
                    json.writeNumberField("end", rounded(word.end(), 1e3));
                    json.writeNumberField("probability", rounded(word.probability(), 1e6));
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
        });
    }

    private static String object(String text, String language, double seconds) {
        return object(json -> {
            json.writeStringField("text", text);
            json.writeStringField("language", language);
            json.writeNumberField("duration", rounded(seconds, 1e3));
        });
    }

    private static double rounded(double value, double scale) {
        return Math.round(value * scale) / scale;
    }
}
