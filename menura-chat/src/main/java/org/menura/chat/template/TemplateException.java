package org.menura.chat.template;

import java.io.Serial;
import org.menura.format.FormatException;

/**
 * Thrown when a chat template cannot be parsed or rendered, or raises an error itself. The message is one sentence and
 * ends with the line of the template where that is known.
 */
public final class TemplateException extends FormatException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Names and messages of a template can be of any length; what a person reads is not. */
    private static final int MAX_LENGTH = 900;

    private final int line;
    private final String reason;

    TemplateException(String message) {
        super(sentence(message));
        this.line = 0;
        this.reason = sentence(message);
    }

    TemplateException(String message, int line) {
        super(sentence(message) + " (line " + line + " of the chat template)");
        this.line = line;
        this.reason = sentence(message);
    }

    private TemplateException(TemplateException cause, int line) {
        super(cause.getMessage() + " (line " + line + " of the chat template)", cause);
        this.line = line;
        this.reason = cause.reason;
    }

    /** Returns what is wrong, without its place, for templates that belong to no chat. */
    public String reason() {
        return reason;
    }

    /** Returns the line of the template, counted from one; zero where it is unknown. */
    public int line() {
        return line;
    }

    private static String sentence(String message) {
        String text = message.length() > MAX_LENGTH ? message.substring(0, MAX_LENGTH) + "…" : message;
        return text.replaceAll("\\R", " ");
    }

    TemplateException at(int newLine) {
        return line > 0 || newLine <= 0 ? this : new TemplateException(this, newLine);
    }
}
