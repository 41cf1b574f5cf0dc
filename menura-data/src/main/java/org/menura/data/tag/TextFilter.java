package org.menura.data.tag;

import org.menura.data.text.TextView;

/** Decides by the text alone which documents are kept. One instance serves all threads. */
public interface TextFilter {
    /** Returns its name in plans. */
    String name();

    /** Decides about a text, whose words are those of the view. */
    Verdict judge(TextView text);
}
