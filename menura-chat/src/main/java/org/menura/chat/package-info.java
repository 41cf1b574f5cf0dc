/** Conversations: messages, their rendering by chat templates, the guard against forged control tokens. */
@NullMarked
package org.menura.chat;

import org.jspecify.annotations.NullMarked;
