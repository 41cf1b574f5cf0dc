package org.menura.generate;

import org.menura.generate.constrain.Constraint;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.session.Generator;

/** How the answers of a conversation come about. */
final class ChatAnswers {
    private ChatAnswers() {}

    /** Generates texts, and the images that the model asks for. */
    static ChatSession.Answering of(LanguageModel model, MediaGenerator media) {
        return (sequence, prompt, sampler, options, listener) -> {
            MediaGenerator.Answer answer = model.answer(sequence, prompt, sampler, options, media, listener);
            if (((LoadedModel.Decoder) model.loaded()).drawing() == null) {
                Generator.settle(sequence, answer.result());
            }
            return answer;
        };
    }

    /**
     * Generates texts that follow a constraint.
     *
     * @param form at the start of a text; each answer gets a copy of it
     */
    static ChatSession.Answering inForm(LanguageModel model, Constraint form) {
        return (sequence, prompt, sampler, options, listener) -> {
            MediaGenerator.Answer answer =
                    model.answerInForm(sequence, prompt, sampler, options, form.copy(), listener);
            Generator.settle(sequence, answer.result());
            return answer;
        };
    }
}
