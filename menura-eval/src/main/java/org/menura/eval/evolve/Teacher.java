package org.menura.eval.evolve;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Message;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.GenerationRequest;
import org.menura.eval.model.GenerationSettings;

/** Whoever changes, judges and answers instructions. */
@FunctionalInterface
public interface Teacher {
    /**
     * How answers are drawn.
     *
     * @param temperature 0 for the likeliest tokens
     * @param topP probability of the tokens that are drawn from (nucleus sampling)
     * @param mostTokens of an answer
     * @param draw a number that is another where the same question is to be answered otherwise
     */
    record Sampling(double temperature, double topP, int mostTokens, long draw) {}

    /** Answers questions, in their order. */
    List<String> answer(List<String> questions, Sampling sampling);

    /** Returns a model as a teacher: each question is a conversation of its own. */
    static Teacher of(EvalModel model) {
        return (questions, sampling) -> {
            Map<String, @Nullable Object> how = new LinkedHashMap<>();
            how.put("max_gen_toks", sampling.mostTokens());
            how.put("temperature", sampling.temperature());
            how.put("do_sample", sampling.temperature() > 0);
            if (sampling.temperature() > 0) {
                how.put("top_p", sampling.topP());
                how.put("seed", sampling.draw());
            }
            GenerationSettings settings = new GenerationSettings(how);
            return model.generate(
                    questions.stream()
                            .map(q -> new GenerationRequest(model.renderChat(List.of(Message.user(q)), true), settings))
                            .toList(),
                    AnswerSink.none());
        };
    }
}
