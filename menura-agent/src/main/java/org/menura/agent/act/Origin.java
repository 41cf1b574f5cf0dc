package org.menura.agent.act;

/** Where a text that an agent reads comes from, least trusted last. */
public enum Origin {
    /** Profile and instructions of the agent. */
    SYSTEM,
    /** The person for whom the agent works. */
    USER,
    /** A tool that computes, or reads what the agent's owner wrote. */
    TOOL,
    /** Text of others: mails, web pages, documents, descriptions of servers that are not ours. */
    OUTSIDE
}
