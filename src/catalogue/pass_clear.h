/* SPDX-License-Identifier: Apache-2.0 */
/* Forgets the macros of a pass, so that the next pass can define them anew. */
#undef RECORD
#undef FIELD_ROW
#undef TEXT
#undef LONG_TEXT
#undef INTEGER
#undef BOOL
#undef DATE
#undef MONEY
#undef CHOICE
#undef CHOICES
#undef REF
#undef PLACE
#undef PLACES
#undef PHONE
#undef END
#undef CHOICE_SET
#undef OPTION
#undef END_SET
