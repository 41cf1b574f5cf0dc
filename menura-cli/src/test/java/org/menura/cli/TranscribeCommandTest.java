package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.TensorEntry;
import org.menura.format.audio.WavWriter;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsWriter;
import org.menura.scripted.UntaughtWhisper;
import org.menura.tensor.Tensor;

@Tag("slow")
class TranscribeCommandTest {
    @TempDir
    private static Path folder;

    private static Path model;

    @BeforeAll
    static void makeModel() throws IOException {
        model = UntaughtWhisper.write(folder.resolve("whisper"));
    }

    private static Cli.Result transcribe(Object file, Object... more) {
        Object[] args = new Object[more.length + 4];
        args[0] = "transcribe";
        args[1] = file;
        args[2] = "-m";
        args[3] = model;
        System.arraycopy(more, 0, args, 4, more.length);
        return Cli.run(args);
    }

    @Test
    void wordsHaveTimesWithinTheirSegments() {
        Path speech = Cli.data("audio/jfk.flac");
        Cli.Result json = transcribe(speech, "--format", "json", "--language", "en", "--word-timestamps");
        assertEquals(0, json.code(), json.err());
        int count = 0;
        for (JsonNode s : Json.parse(json.out(), "output").get("segments")) {
            StringBuilder text = new StringBuilder();
            double before = s.get("start").asDouble();
            for (JsonNode w : s.get("words")) {
                text.append(w.get("word").asText());
                assertTrue(w.get("start").asDouble() >= before - 1e-3, s.toString());
                assertTrue(w.get("end").asDouble() >= w.get("start").asDouble(), s.toString());
                before = w.get("end").asDouble();
                count++;
            }
            assertEquals(
                    s.get("text").asText().replace(" ", ""), text.toString().replace(" ", ""));
        }
        String cues = transcribe(speech, "--format", "srt", "--language", "en", "--word-timestamps")
                .out();
        assertTrue(cues.contains("\n%d\n00:".formatted(count)), cues);
        assertFalse(cues.contains("\n%d\n00:".formatted(count + 1)), "a word is a subtitle");
    }

    /** Newer releases of transformers write what a folder says of sounds into another file. */
    @Test
    void featuresMayBeDescribedInTheProcessorsFile() throws IOException {
        Path newer = UntaughtWhisper.write(folder.resolve("newer"));
        Path older = newer.resolve("preprocessor_config.json");
        Files.writeString(
                newer.resolve("processor_config.json"), "{\"feature_extractor\": " + Files.readString(older) + "}");
        Files.delete(older);
        Path speech = Cli.data("audio/jfk.flac");
        Cli.Result heard = Cli.run("transcribe", speech, "-m", newer);
        assertEquals(0, heard.code(), heard.err());
        assertEquals(transcribe(speech).out(), heard.out());
    }

    @Test
    void hearsSpeechAndWritesItInEveryFormat() {
        Path speech = Cli.data("audio/jfk.flac");
        Cli.Result json = transcribe(speech, "--format", "json", "--language", "en");
        assertEquals(0, json.code(), json.err());
        JsonNode said = Json.parse(json.out(), "output");
        assertEquals(11.0, said.get("duration").asDouble(), 1e-3);
        assertFalse(said.get("segments").isEmpty());
        double end = 0;
        for (JsonNode s : said.get("segments")) {
            assertTrue(s.get("start").asDouble() >= end - 1e-6 && s.get("end").asDouble() <= 11.0, s.toString());
            end = s.get("end").asDouble();
        }
        assertEquals(
                json.out(),
                transcribe(speech, "--format", "json", "--language", "en").out());
        assertTrue(transcribe(speech, "--format", "srt").out().startsWith("1\n00:00:0"));
        assertTrue(transcribe(speech, "--format", "vtt").out().startsWith("WEBVTT\n\n00:00:0"));
    }

    @Test
    void anAdapterIsWhatItIsMerged() throws IOException {
        Path adapter = Files.createDirectory(folder.resolve("adapter"));
        Map<String, TensorEntry> tensors = new TreeMap<>();
        for (String layer :
                List.of("encoder.layers.0.self_attn", "decoder.layers.0.self_attn", "decoder.layers.0.encoder_attn")) {
            tensors.put("base_model.model.model." + layer + ".v_proj.lora_A.weight", numbers(2, 32));
            tensors.put("base_model.model.model." + layer + ".v_proj.lora_B.weight", numbers(32, 2));
        }
        SafetensorsWriter.write(adapter.resolve("adapter_model.safetensors"), tensors, SafetensorsWriter.PYTORCH);
        Files.writeString(
                adapter.resolve("adapter_config.json"), "{\"peft_type\": \"LORA\", \"r\": 2, \"lora_alpha\": 2}");
        Path merged = folder.resolve("merged");
        Cli.Result merge = Cli.run("adapter", "merge", model, adapter, "-o", merged);
        assertEquals(0, merge.code(), merge.err());

        Path speech = Cli.data("audio/jfk.flac");
        Cli.Result with = transcribe(speech, "--language", "en", "--adapter", adapter);
        assertEquals(0, with.code(), with.err());
        assertNotEquals(transcribe(speech, "--language", "en").out(), with.out());
        assertEquals(
                Cli.run("transcribe", speech, "-m", merged, "--language", "en").out(), with.out());
    }

    private static TensorEntry numbers(int rows, int columns) {
        Tensor out = Tensor.zeros(rows, columns);
        for (int i = 0; i < out.floats().length; i++) {
            out.floats()[i] = (i % 7 - 3) / 10f;
        }
        return TensorEntry.of(out);
    }

    @Test
    void silenceGivesAnEmptyTranscript() throws IOException {
        Path silence = folder.resolve("silence.wav");
        WavWriter.write(silence, new float[5 * 8000], 8000);
        Cli.Result text = transcribe(silence);
        assertEquals(0, text.code(), text.err());
        assertEquals("", text.out());
        Path output = folder.resolve("silence.vtt");
        Cli.Result file = transcribe(silence, "--format", "vtt", "-o", output);
        assertEquals(0, file.code(), file.err());
        assertEquals("", file.out());
        assertEquals("WEBVTT\n\n", Files.readString(output));
    }

    @Test
    void aRecordingThatIsCutOffIsWarnedOf() throws IOException {
        Path whole = folder.resolve("whole.wav");
        WavWriter.write(whole, new float[5 * 8000], 8000);
        byte[] bytes = Files.readAllBytes(whole);
        Path wav = Files.write(folder.resolve("cut.wav"), Arrays.copyOf(bytes, bytes.length - 2 * 4000));
        Cli.Result text = transcribe(wav);
        assertEquals(0, text.code(), text.err());
        assertTrue(text.err().contains("cut.wav is cut off; the last 0.50 seconds"), text.err());
        byte[] flac = Files.readAllBytes(Cli.data("audio/chirp.flac"));
        Path half = Files.write(folder.resolve("cut.flac"), Arrays.copyOf(flac, flac.length / 2));
        assertTrue(transcribe(half).err().contains("cut.flac is cut off"));
        assertFalse(transcribe(Cli.data("audio/chirp.flac")).err().contains("cut off"));
    }

    @Test
    void anMp3NamedWavIsHeard() throws IOException {
        Path file = Files.copy(Cli.data("audio/chirp.mp3"), folder.resolve("chirp.wav"));
        assertEquals(0, transcribe(file).code());
    }

    @Test
    void otherCommandsKnowWhatItIs() {
        Cli.Result info = Cli.run("info", model);
        assertEquals(0, info.code(), info.err());
        assertTrue(info.out().contains("Whisper") && info.out().contains("speech"), info.out());
        Cli.Result run = Cli.run("run", "-m", model, "-p", "w1");
        assertEquals(1, run.code());
        assertTrue(run.err().contains("`menura transcribe` gives it a recording"), run.err());
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        Path text = Files.writeString(folder.resolve("text.wav"), "this is no sound at all");
        Cli.Result result = transcribe(text);
        assertEquals(1, result.code());
        assertTrue(result.err().contains("text.wav is no sound file that is known"), result.err());
        Cli.Result language = transcribe(Cli.data("audio/jfk.flac"), "--language", "xx");
        assertEquals(1, language.code());
        assertTrue(language.err().contains("does not know the language \"xx\"; it knows en, de"), language.err());
        Cli.Result missing = transcribe(folder.resolve("none.wav"));
        assertEquals(1, missing.code());
        assertTrue(missing.err().contains("none.wav"), missing.err());
        Cli.Result other = Cli.run("transcribe", Cli.data("audio/jfk.flac"), "-m", Cli.stories());
        assertEquals(1, other.code());
        assertTrue(other.err().contains("is no model of speech that Menura has"), other.err());
        assertEquals(2, Cli.run("transcribe", Cli.data("audio/jfk.flac")).code());
    }
}
