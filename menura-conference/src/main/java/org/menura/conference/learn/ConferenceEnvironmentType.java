package org.menura.conference.learn;

import org.menura.format.FormatException;
import org.menura.train.rl.episode.Environment;
import org.menura.train.rl.episode.EnvironmentSettings;
import org.menura.train.rl.episode.EnvironmentType;

/**
 * The mails of conferences as an environment of recipes: a task's seed tells conference and mail, the setting {@code decision}
 * what of it the episode decides.
 */
public final class ConferenceEnvironmentType implements EnvironmentType {
    /** Creates the type. */
    public ConferenceEnvironmentType() {}

    @Override
    public String name() {
        return "conference";
    }

    @Override
    public String meaning() {
        return "deal with a mail to the office of a conference; the checker of the whole conference gives the reward";
    }

    @Override
    public Environment create(EnvironmentSettings settings) {
        String decision = settings.text("decision", "all");
        if (!ConferenceEnvironment.DECISIONS.contains(decision)) {
            throw new FormatException("the setting decision of a conference must be one of %s, not %s"
                    .formatted(String.join(", ", ConferenceEnvironment.DECISIONS), decision));
        }
        return new ConferenceEnvironment(decision);
    }
}
