package org.menura.conference.learn;

import org.menura.train.rl.episode.Environment;
import org.menura.train.rl.episode.EnvironmentSettings;
import org.menura.train.rl.episode.EnvironmentType;

/** The mails of conferences as an environment of recipes. It has no settings: a task's seed tells conference and mail. */
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
        return new ConferenceEnvironment();
    }
}
