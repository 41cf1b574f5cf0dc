package org.menura.mcp.tool;

import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.menura.format.audio.AudioFiles;
import org.menura.format.audio.AudioStream;
import org.menura.generate.SpeechRecognizer;
import org.menura.generate.audio.TranscribeOptions;

/** Writes down what is said in a recording. */
public final class TranscribeTool extends ModelTool {
    private final SpeechRecognizer recognizer;
    private final ReadableFiles files;

    /**
     * Creates the tool of a recognizer.
     *
     * @param files that recordings may be read from
     */
    public TranscribeTool(SpeechRecognizer recognizer, ReadableFiles files) {
        super(
                "transcribe",
                "Writes down what is said in a recording, and when, by a model that runs on this machine.",
                new Parameters()
                        .text("path", false, "the recording's file: WAV, FLAC, Ogg Vorbis or MP3")
                        .text("audio", false, "instead of path: the file's bytes in Base64")
                        .text("language", false, "code of the language, such as en; found out unless given")
                        .text("prompt", false, "what may have been said before, such as names as they are spelt")
                        .with(
                                "translate",
                                false,
                                Map.of("type", "boolean", "description", "whether to write it in English")),
                new Parameters()
                        .with("text", true, Map.of("type", "string"))
                        .with("language", true, Map.of("type", "string"))
                        .with("seconds", true, Map.of("type", "number"))
                        .objects(
                                "segments",
                                new Parameters()
                                        .with("start", true, Map.of("type", "number"))
                                        .with("end", true, Map.of("type", "number"))
                                        .with("text", true, Map.of("type", "string"))));
        this.recognizer = recognizer;
        this.files = files;
    }

    @Override
    CallToolResult call(Arguments arguments, Progress progress) throws IOException {
        TranscribeOptions options = TranscribeOptions.DEFAULT
                .withLanguage(arguments.optionalText("language"))
                .withTranslation(arguments.any("translate") instanceof Boolean b ? Optional.of(b) : Optional.empty())
                .withPrompt(arguments.optionalText("prompt").orElse(""));
        SpeechRecognizer.Transcript heard;
        try (AudioStream sound = sound(arguments)) {
            heard = recognizer.transcribe(sound, options);
        }
        List<Map<String, Object>> segments = heard.segments().stream()
                .map(s -> Map.<String, Object>of("start", s.start(), "end", s.end(), "text", s.text()))
                .toList();
        return CallToolResult.builder()
                .addTextContent(heard.text())
                .structuredContent(Map.of(
                        "text", heard.text(),
                        "language", heard.language(),
                        "seconds", heard.seconds(),
                        "segments", segments))
                .build();
    }

    private AudioStream sound(Arguments arguments) throws IOException {
        Optional<String> path = arguments.optionalText("path");
        Optional<String> audio = arguments.optionalText("audio");
        if (path.isPresent() == audio.isPresent()) {
            throw new IllegalArgumentException("give either path or audio");
        }
        if (path.isPresent()) {
            return AudioFiles.open(files.find(path.get()));
        }
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(audio.orElseThrow());
            return AudioFiles.open(new ByteArrayInputStream(bytes), "the audio");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("audio is no Base64: " + e.getMessage(), e);
        }
    }
}
