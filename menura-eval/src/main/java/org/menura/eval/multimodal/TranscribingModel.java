package org.menura.eval.multimodal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.chat.Message;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.ContinuationRequest;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.GenerationRequest;
import org.menura.eval.model.LogLikelihood;
import org.menura.format.FormatException;
import org.menura.format.audio.AudioFiles;
import org.menura.format.audio.AudioStream;
import org.menura.generate.LoadOptions;
import org.menura.generate.SpeechRecognizer;
import org.menura.generate.audio.TranscribeOptions;

/** A Whisper model under evaluation: it writes down what is said in the sounds that prompts mark, and does nothing else. */
public final class TranscribingModel implements EvalModel {
    private final String name;
    private final SpeechRecognizer recognizer;
    private final Path root;

    /**
     * Creates a model.
     *
     * @param root the folder that marked files lie in
     */
    TranscribingModel(String name, SpeechRecognizer recognizer, Path root) {
        this.name = name;
        this.recognizer = recognizer;
        this.root = root;
    }

    /** Opens a model, which does nothing before it is shown a folder of sounds. */
    public static TranscribingModel open(String name, Path path, LoadOptions options) {
        return new TranscribingModel(name, SpeechRecognizer.open(path, null, options), Path.of(""));
    }

    /** Returns the model with the folder that marked files lie in. */
    TranscribingModel in(Path folder) {
        return new TranscribingModel(name, recognizer, folder);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String tokenizerName() {
        return name;
    }

    @Override
    public List<LogLikelihood> logLikelihoods(List<ContinuationRequest> requests, AnswerSink<LogLikelihood> sink) {
        if (requests.isEmpty()) {
            return List.of();
        }
        throw transcribesOnly();
    }

    @Override
    public List<Double> rollingLogLikelihoods(List<String> texts, AnswerSink<Double> sink) {
        if (texts.isEmpty()) {
            return List.of();
        }
        throw transcribesOnly();
    }

    @Override
    public List<String> generate(List<GenerationRequest> requests, AnswerSink<String> sink) {
        List<String> answers = new ArrayList<>();
        for (GenerationRequest request : requests) {
            String file = MediaText.parts(request.context()).stream()
                    .filter(MediaText.Part.Audio.class::isInstance)
                    .map(part -> ((MediaText.Part.Audio) part).file())
                    .findFirst()
                    .orElseThrow(this::transcribesOnly);
            String text;
            try (AudioStream sound = AudioFiles.mono(MediaText.inside(root, file), recognizer.rate())) {
                text = recognizer.transcribe(sound, TranscribeOptions.DEFAULT).text();
            }
            sink.answered(answers.size(), text);
            answers.add(text);
        }
        return answers;
    }

    @Override
    public String renderChat(List<Message> messages, boolean addGenerationPrompt) {
        return String.join("\n\n", messages.stream().map(Message::text).toList());
    }

    private FormatException transcribesOnly() {
        return new FormatException(name + " only writes down what is said; give it --tasks spoken_words");
    }
}
