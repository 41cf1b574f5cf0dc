package org.menura.generate;

import java.util.List;
import org.menura.chat.Content;
import org.menura.generate.batch.Request;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.session.Generation;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Session;

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
     * Generates texts that follow a constraint, in sessions.
     *
     * @param form at the start of a text; each answer gets a copy of it
     */
    static ChatSession.Answering inForm(LanguageModel model, Constraint form) {
        return (sequence, prompt, sampler, options, listener) -> {
            Generator.Result result = model.generate(Request.of(prompt, sampler, options)
                    .withSession((Session) sequence)
                    .withConstraint(form.copy())
                    .withEvents(Generation.texts(piece -> listener.accept(new Content.Text(piece)))));
            Generator.settle(sequence, result);
            return new MediaGenerator.Answer(List.of(new Content.Text(result.text())), result, false);
        };
    }
}
