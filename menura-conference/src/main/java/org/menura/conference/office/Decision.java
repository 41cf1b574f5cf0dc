package org.menura.conference.office;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.agent.mind.Prompt;
import org.menura.chat.Message;

/**
 * A decision as the office puts it before a mind: {@code [mail.intent M01]} on a line of its own, and below what there is to
 * know.
 *
 * @param kind of the decision, such as {@code mail.intent}
 * @param subject id that it is about
 * @param context what the mind is told
 */
public record Decision(String kind, String subject, String context) {
    private static final Pattern FORM = Pattern.compile("\\[([a-z.]+) (\\S+)\\]\\n(.*)", Pattern.DOTALL);

    /** Reads the decision that a prompt asks for; null if it asks for none. */
    public static @Nullable Decision of(Prompt prompt) {
        Matcher m = FORM.matcher(prompt.messages().getLast().text());
        return m.matches() ? new Decision(m.group(1), m.group(2), m.group(3)) : null;
    }

    /** Puts the decision before one of the office's roles. */
    Prompt prompt(String role) {
        return Prompt.of(
                Message.system("You are the " + role + "."),
                Message.user("[" + kind + " " + subject + "]\n" + context));
    }
}
