package org.menura.cli;

import org.menura.chat.Message;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.load.LoadedModel;

/**
 * What a model is given for a prompt: a request in its chat template, or the beginning of a text.
 *
 * @param isNamed whether somebody named the model, rather than taking the one that comes with Menura
 */
record PromptLayout(LoadedModel.Decoder model, InstructOptions instruct, boolean isNamed) {
    /** What the model that comes with Menura is asked for where there is no prompt. */
    private static final String REQUEST = "Tell me a story.";

    /** The ids of a request, or of a text. */
    int[] ids(String prompt) {
        return asks(prompt)
                ? model.text().request(isSilent(prompt) ? REQUEST : prompt)
                : model.text().prompt(prompt);
    }

    /** What holds the text behind a prompt to a form. */
    Constraint held(FormOptions form, String prompt) {
        return asks(prompt) ? form.answer(model, Message.user(prompt)) : form.text(model.text());
    }

    private boolean asks(String prompt) {
        boolean says = instruct.isInstruct() || isSilent(prompt) || !prompt.isEmpty() || model.drawing() != null;
        return says && instruct.talks(model.text());
    }

    private boolean isSilent(String prompt) {
        return prompt.isEmpty() && !isNamed;
    }
}
