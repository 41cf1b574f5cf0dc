/** The main text of web pages: what their readers came for, without menus, advertisements and comments. */
@NullMarked
package org.menura.data.html;

import org.jspecify.annotations.NullMarked;
