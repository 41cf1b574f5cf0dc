package org.menura.train.rl.episode;

/** What a policy may write where it acts. */
public enum Mask {
    /** One of the admissible actions: a prefix tree over their tokens. */
    ACTIONS,
    /** Any text: all tokens but control tokens, and what ends an action. */
    TOKENS,
    /** Any token. */
    NONE
}
