package org.menura.chat;

/**
 * The role of a message's author. Chat templates may know more roles than those that have a constant here.
 *
 * @param name name of the role in chat templates and JSON
 */
public record Role(String name) {
    public static final Role SYSTEM = new Role("system");
    public static final Role USER = new Role("user");
    public static final Role ASSISTANT = new Role("assistant");
    /** The role of a tool call's result. */
    public static final Role TOOL = new Role("tool");

    public Role {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a role needs a name, such as user or assistant");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
